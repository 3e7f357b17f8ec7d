// layers: proxy-base proxy-http rules
#include "policy_help.h"

/* The policy that everybody begins with: what it finds, and above all what it never finds. */

static struct lab lab;

static int set_up(void **state)
{
	(void)state;
	lab_open(&lab);
	lab_load_path(&lab, POLICY_STARTER);
	return lab.policy == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	lab_close(&lab);
	return 0;
}

static void test_examples(void **state)
{
	static char lines[OUTPUT_MAX];

	(void)state;
	policy_run_examples(lab.policy, &lab.problems);
	lab_problems(&lab, lines);
	assert_string_equal(lines,
	    "rules/packs/acceptable-use.yaml:12:22: warning: this list is empty: nothing can match "
	    "it until there are words in it\n");
}

static void test_every_rule_has_its_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < policy_rule_count(lab.policy); i++) {
		const struct rule *rule = policy_rule(lab.policy, i);
		const struct wording *wordings[] = { &rule->title, &rule->clause, &rule->notice };
		for (size_t j = 0; j < 3; j++) {
			const char *english = wording_pick(wordings[j], SPAN("en"));
			const char *german = wording_pick(wordings[j], SPAN("de"));
			assert_non_null(english);
			assert_non_null(german);
			assert_string_not_equal(english, german);
		}
	}
}

/* Speaking of pay, unions, working conditions and authorities is a right. */
static const char *const protected[] = {
	"I earn 52,000 a year before tax. What do you get? Let's all share our pay.",
	"Our raise was 1.5 percent while the board got 20. That is not fair.",
	"Ask your colleagues what they make. They must not forbid it.",
	"We are starting a union at the warehouse. Meet us on Thursday at 6 pm!",
	"Vote yes for the union on 14 March.",
	"We strike on Monday. Join the picket line at gate 4.",
	"Our shifts are 12 hours with one break, and the heating has been broken for weeks.",
	"Nobody should have to work without gloves with these chemicals.",
	"I told the labour inspectorate about the blocked fire exits.",
	"I filed a complaint with OSHA about the forklifts.",
	"I am a whistleblower and I spoke to the SEC about the accounts.",
	"My manager asked me to keep my salary confidential. That is illegal here.",
	"HR said the survey is confidential. Is it really?",
	"They told me to keep it confidential, but sexual harassment must be reported.",
	"The company fined us for talking about our wages.",
	"Everyone at the plant got the same letter: no overtime pay any more.",
	"Does anybody know a good lawyer for employment law? I was dismissed for being pregnant.",
	"Join our works council election on 3 May, list 2!",
	"I reported the data breach to the data protection authority myself.",
	"Confidential informants get people killed; protect them.",
	"Why is everything in this company labelled for internal use? Talk to us openly.",
	"Minimum wage is 12.82 from January, check your pay slip!",
	"Three of us were fired after speaking to a journalist about safety.",
	"We deserve sick pay. #FairPay #Union",
	"Ich verdiene 3.200 Euro brutto im Monat. Und ihr? Redet darüber!",
	"Wir gründen einen Betriebsrat. Versammlung am Donnerstag um 18 Uhr.",
	"Am Montag streiken wir. Kommt alle zum Tor 4!",
	"Zwölf Stunden Schicht ohne Pause: Ich habe es der Gewerbeaufsicht gemeldet.",
	"Die Klimaanlage ist seit Wochen kaputt, in der Halle sind es 38 Grad.",
	"Mein Chef sagt, das Gehalt sei vertraulich. Das stimmt nicht, man darf darüber reden.",
	"Die Umfrage ist vertraulich, sagt die Personalabteilung. Glaubt ihr das?",
	"Tarifverhandlung: Die IG Metall fordert 7 Prozent, und wir brauchen sie.",
	"Ich habe den Datenschutzbeauftragten und die Behörde informiert.",
	"Je gagne 2 100 euros net par mois. Parlons de nos salaires !",
	"Nous créons un syndicat. Réunion jeudi à 18 h devant l'entrée.",
	"J'ai prévenu l'inspection du travail : les sorties de secours sont bloquées.",
	"Grève lundi, tous devant le siège !",
	"Cobro 1.450 euros al mes. ¿Y vosotros? Hablemos de los sueldos.",
	"Mañana hay huelga. Nos vemos en la puerta a las 7.",
	"He denunciado a la inspección de trabajo que no nos pagan las horas extra.",
	"Guadagno 1.600 euro netti. Parliamo degli stipendi!",
	"Ho segnalato all'ispettorato del lavoro le uscite bloccate.",
	"Zarabiam 5200 zł brutto. Zakładamy związek zawodowy, zapraszamy!",
	"私の月給は25万円です。みなさんはいくらですか？",
	"労働組合を作りましょう。木曜日の18時に集まってください。",
	"労働基準監督署に相談しました。残業代が出ません。",
	"我们的工资太低了，大家一起谈谈吧。",
	"Ücretler çok düşük. Sendikaya üye olalım!",
	"У нас не платят за переработку. Я написал в трудовую инспекцию.",
	"أجورنا منخفضة جدا. لننضم إلى النقابة.",
	/* nor is what only looks like something */
	"Call 0800 123 456 789 or +49 170 1234567890, day and night",
	"ISBN 978-3-16-148410-0, order no. 4111-1111-1111-1112",
	"Tracking number 1Z999AA10123456784 and 00340434161094042557",
	"3.14159265358979323846264338327950288",
	"Commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 fixes it",
	"Write to press@one.example, jobs@one.example, help@one.example or me@two.example",
	"Set AWS_SECRET_ACCESS_KEY=$SECRET and off you go",
	"Use sk-... or ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx in the place of your token",
	"The public key begins with -----BEGIN PUBLIC KEY-----",
	"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@host",
	"postgres://user:password@localhost/db is what the manual says",
};

static void test_protected(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof protected / sizeof *protected; i++) {
		if (lab_judge_text(&lab, protected[i]) == ACTION_ALLOW)
			continue;
		print_error("%s: \"%s\"\n", lab.verdict.matches[0].rule->id, protected[i]);
		failures++;
	}
	assert_int_equal(failures, 0);
}

/* Made up, each in two parts, so that nobody's scanner takes this file for a leak. */
static const struct {
	const char *rule;
	const char *parts[2];
} found[] = {
	{ "private-keys", { "-----BEGIN EC PRI", "VATE KEY-----" } },
	{ "private-keys", { "-----BEGIN ENCRYPTED PRI", "VATE KEY-----" } },
	{ "private-keys",
	    { "text before -----BEGIN OPENSSH PRI", "VATE KEY-----\nb3BlbnNzaC1rZXk" } },
	{ "private-keys", { "-----BEGIN PGP PRI", "VATE KEY BLOCK-----" } },
	{ "private-keys", { "PuTTY-User-Key", "-File-3: ssh-ed25519" } },
	{ "cloud-keys", { "AKIA", "Q7TZ3MPLN4VD2XKW" } },
	{ "cloud-keys", { "id ASIA", "Q7TZ3MPLN4VD2XKW." } },
	{ "cloud-keys",
	    { "aws_secret_access_key = ", "Zq8vW3nR5tY7uI9oP1aS3dF5gH7jK9lZ2xC4vB6n" } },
	{ "cloud-keys",
	    { "AWS_SECRET_ACCESS_KEY=\"", "Zq8vW3nR5tY7uI9oP1aS3dF5gH7jK9lZ2xC4vB6n\"" } },
	{ "cloud-keys", { "ghp_", "w4Jq8ZtR2mXc7VnB5kLs9DfG1hYp3EuA6oQi" } },
	{ "cloud-keys", { "github_pat_11ABCDEFG0aB3dE5fG7hI9_",
	                    "jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1fG3hI5jK7lM9nO1pQ3rS5tU7vW" } },
	{ "cloud-keys", { "glpat-", "x7Qz3Rt9Yb5Wk1Mv8Pn2" } },
	{ "cloud-keys", { "xoxb-", "284719305618-5830174629183-aZ3bY5cX7dW9eV1fU3gT5hS7" } },
	{ "cloud-keys", { "AIza", "SyB3kL9mQ7wE1rT5yU8iO2pA4sD6fG0hJ3Z" } },
	{ "cloud-keys", { "sk_live_", "7Gk2Vb9Xw4Qz1Lm6Tn8Rc3Hs" } },
	{ "cloud-keys",
	    { "sk-ant-api03-", "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1fG3hI5jK7lM9nO1pQ3rS5t"
	                       "U7vW9xY1zA3bC5-AA" } },
	{ "cloud-keys", { "sk-proj-", "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1fG3" } },
	{ "cloud-keys", { "npm_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8" } },
	{ "cloud-keys",
	    { "pypi-AgE", "IcHlwaS5vcmcCJGE1YjNkN2Y5LTFhMmItNGM2ZC04ZTBmLTFhMmIzYzRkNWU2Zg" } },
	{ "cloud-keys",
	    { "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.", "eyJzdWIiOiI3NDYxOTAyMyIsIm5hbWUiOiJK"
	                                               "dW5lIn0.SflKxwRJSMeKKF2QT4fwpM"
	                                               "eJf36POk6yJV_adQssw5c" } },
	{ "cloud-keys", { "AccountKey=", "aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU1vW3xY5zA7bC9dE1fG3hI5jK7lM9"
	                                 "nO1pQ3rS5tU7vW9xY1zA3bC5dE7"
	                                 "fG==" } },
	{ "cloud-keys", { "MTk4NjIyNDgzNDcxOTI1MjQ4.", "Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs" } },
	{ "cloud-keys", { "5839201746:", "AAHk3Jd8sLq2Wn5Vx7Zc9Bm1Tf4Ry6Pu0Eo" } },
	{ "cloud-keys",
	    { "SG.", "aB3dE5fG7hI9jK1lM3nO5p.Q7rS9tU1vW3xY5zA7bC9dE1fG3hI5jK7lM9nO1pQ3rS" } },
	{ "cloud-keys", { "SK", "3f8a1c9e7b2d4056a8c1e3f5d7b90246" } },
	{ "cloud-keys", { "postgres://admin:", "S3cr3t-2027@db.example.com/prod" } },
	{ "payment-data", { "4111111111111111", "" } },
	{ "payment-data", { "card: 5500-0055-5555-5559,", " thanks" } },
	{ "payment-data", { "3782 822463 10005", "" } },
	{ "payment-data", { "ref 1234 4111 1111 1111 1111", "" } },
	{ "payment-data", { "GB82 WEST 1234 5698 7654 32", " please" } },
	{ "payment-data", { "de89370400440532013000", "." } },
	{ "payment-data", { "AB12 cdefg DE89370400440532013000", "" } },
	{ "many-addresses",
	    { "a@x.example b@x.example, c@x.example;", "d@x.example <e@x.example>" } },
	{ "stamped-confidential", { "CONFIDENTIAL", "" } },
	{ "stamped-confidential", { "see [Confidential]", " below" } },
	{ "stamped-confidential", { "For internal use only.", "\nPlan for Q3" } },
	{ "stamped-confidential", { "intro\n*** CONFIDENTIAL ***", "\nNumbers" } },
	{ "stamped-confidential", { "(Streng vertraulich)", "" } },
	{ "stamped-confidential", { "Nur für den internen Gebrauch", "" } },
};

static void test_found(void **state)
{
	int failures = 0;

	(void)state;
	for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
		char text[512];
		snprintf(text, sizeof text, "%s%s", found[i].parts[0], found[i].parts[1]);
		lab_judge_text(&lab, text);
		const char *rule =
		    lab.verdict.match_count > 0 ? lab.verdict.matches[0].rule->id : "nothing";
		if (strcmp(rule, found[i].rule) != 0) {
			print_error("expected %s, got %s: \"%s\"\n", found[i].rule, rule, text);
			failures++;
		}
	}
	assert_int_equal(failures, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_every_rule_has_its_words),
		cmocka_unit_test(test_protected),
		cmocka_unit_test(test_found),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
