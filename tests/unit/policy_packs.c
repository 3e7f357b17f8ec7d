// layers: proxy-base proxy-http rules
#include "policy_help.h"

#include "../../rules/advice.h"
#include "../../rules/policy_data.h"

/* All packs together: what a company would have that turns everything on. */

static const char *const packs[] = { POLICY_BUILT_IN "acceptable-use",
	POLICY_BUILT_IN "credentials", POLICY_BUILT_IN "personal-data",
	POLICY_BUILT_IN "confidential-markings", POLICY_BUILT_IN "financial-promotion",
	POLICY_BUILT_IN "quiet-period", POLICY_BUILT_IN "conduct", POLICY_BUILT_IN "one-voice" };

enum { PACKS = sizeof packs / sizeof *packs, EXAMPLES_MIN = 10 };

static struct lab lab;

static int set_up(void **state)
{
	(void)state;
	lab_open(&lab);
	lab.policy = policy_load(lab.source, NULL, packs, PACKS, &lab.problems);
	if (lab.policy != NULL)
		lab.judge = judge_new(lab.policy);
	return lab.policy == NULL;
}

static int tear_down(void **state)
{
	(void)state;
	lab_close(&lab);
	return 0;
}

/* The starter is one page; the others show what they mean at length. */
static bool is_of_starter(const struct rule *rule)
{
	return strstr(rule->file, "acceptable-use") != NULL;
}

static void test_examples(void **state)
{
	static char lines[OUTPUT_MAX];

	(void)state;
	policy_run_examples(lab.policy, &lab.problems);
	lab_problems(&lab, lines);
	if (lab.problems.errors > 0)
		print_error("%s", lines);
	assert_int_equal(lab.problems.errors, 0);
	for (size_t i = 0; i < lab.policy->rule_count; i++) {
		const struct rule_body *body = &lab.policy->rules[i];
		size_t violating = 0;
		for (size_t j = 0; j < body->example_count; j++)
			violating += body->examples[j].violates;
		if (is_of_starter(&body->rule))
			continue;
		if (violating < EXAMPLES_MIN || body->example_count - violating < EXAMPLES_MIN)
			print_error("%s: %zu, %zu\n", body->rule.id, violating,
			    body->example_count - violating);
		assert_true(violating >= EXAMPLES_MIN);
		assert_true(body->example_count - violating >= EXAMPLES_MIN);
	}
}

static bool speaks(const struct wording *wording, const char *language)
{
	for (size_t i = 0; i < wording->count; i++)
		if (strcmp(wording->languages[i], language) == 0)
			return true;
	return false;
}

static void test_languages(void **state)
{
	static const char *const languages[] = { "en", "de", "fr", "es" };

	(void)state;
	for (size_t i = 0; i < lab.policy->rule_count; i++) {
		const struct rule *rule = &lab.policy->rules[i].rule;
		for (size_t j = 0; j < (is_of_starter(rule) ? 2 : 4); j++) {
			assert_true(speaks(&rule->title, languages[j]));
			assert_true(speaks(&rule->clause, languages[j]));
			if (rule->action >= ACTION_COACH)
				assert_true(speaks(&rule->notice, languages[j]));
		}
	}
}

/* What labour law protects, in more words than check tries: none of it is so much as recorded. */
static const char *const sentences[] = {
	"Everyone at my grade should get the same pay; mine is 48k.",
	"Ask your colleagues what they earn, it is legal to talk about wages.",
	"They cut our bonus and told us not to discuss it. We will discuss it.",
	"Sign the union card before Friday.",
	"The works council meets at ten, come and ask about the roster.",
	"We are on strike for safe staffing. Honk if you support nurses!",
	"My supervisor yelled at me again today in front of everyone.",
	"There is asbestos in building four and nobody tells us.",
	"The guard rail is broken since May and someone will get hurt.",
	"I reported the missing overtime to the Department of Labor.",
	"I filed a whistleblower complaint with the SEC about the revenue numbers.",
	"My boss told me to delete the emails, so I called the regulator.",
	"Women here earn less than men for the same job.",
	"I was called a slur by a customer and management did nothing.",
	"Our contract says 40 hours, they schedule 52.",
	"No toilet breaks on the line. This is 2026.",
	"The company spends millions on consultants while cutting our pensions.",
	"I left because of burnout and bullying by management.",
	"Is it legal that they refuse sick pay?",
	"The CFO lied to us about the layoffs.",
	"Unser Tarifvertrag läuft aus, wir fordern 7 Prozent.",
	"Was zahlt ihr euren Azubis? Bei uns 950 im ersten Jahr.",
	"Der Betriebsrat hat der Überwachung nicht zugestimmt.",
	"Warnstreik morgen früh um fünf am Tor 3!",
	"Meine Chefin lässt mich nie ausreden.",
	"Die Absauganlage ist seit Wochen kaputt, alle husten.",
	"Ich habe der Aufsichtsbehörde gemeldet, dass die Bücher nicht stimmen.",
	"Als Frau wird man hier nie befördert.",
	"Wer streikt, bekommt eine Abmahnung, das ist doch verboten.",
	"Kündigung nach der Elternzeit, ich klage dagegen.",
	"Combien gagnez-vous après dix ans ? Moi 2 100 net.",
	"Le syndicat appelle à la grève jeudi pour l'augmentation des salaires.",
	"Notre directeur humilie les caissières devant les clients.",
	"La ventilation est en panne, on étouffe dans l'atelier.",
	"J'ai saisi les prud'hommes pour mes heures non payées.",
	"J'ai alerté l'AMF sur les comptes de l'entreprise.",
	"Le comité social a refusé le plan de licenciement.",
	"On n'a pas le droit de nous interdire de parler de nos salaires.",
	"Ici les femmes gagnent moins que les hommes.",
	"Venez à la manifestation contre les licenciements.",
	"¿Cuánto pagan a los camareros en vuestra empresa? Aquí 1.200.",
	"El comité de empresa convoca huelga el viernes.",
	"La encargada nos insulta cada mañana.",
	"No hay guantes ni mascarillas en el almacén.",
	"He denunciado ante la CNMV las cuentas falsas.",
	"Nos despiden por quedarnos embarazadas.",
	"Exigimos un convenio justo y turnos dignos.",
	"Afíliate al sindicato, solos no podemos.",
	"Las mujeres cobramos menos por el mismo trabajo.",
	"Me han bajado el sueldo sin avisar.",
	"うちの会社の時給は1100円です。皆さんはどうですか。",
	"組合に入りませんか。一人では交渉できません。",
	"明日ストライキをします。応援してください。",
	"店長に毎日怒鳴られて辛いです。",
	"工場の換気が壊れたままで危険です。",
	"未払いの残業代について労基署に申告しました。",
	"内部告発をしました。不正会計のことです。",
	"妊娠したら異動させられました。",
	"休憩が取れない職場はおかしいと思います。",
	"女性の給料が男性より低いのは不公平です。",
	"كم تدفع شركتكم للمهندس الجديد؟ عندنا ستة آلاف.",
	"انضموا إلى النقابة قبل نهاية الشهر.",
	"غدا إضراب عمال النظافة أمام البلدية.",
	"المدير يهيننا أمام الزبائن كل صباح.",
	"لا توجد مخارج طوارئ في المستودع.",
	"قدمت شكوى إلى هيئة الأوراق المالية عن الحسابات.",
	"لم يدفعوا لنا الساعات الإضافية منذ شهرين.",
	"طردوني لأنني حامل وسأرفع دعوى.",
	"من حقنا أن نتحدث عن رواتبنا.",
	"النساء هنا يتقاضين أقل من الرجال.",
};

static size_t count_flagged(const char *const *list, size_t count)
{
	size_t flagged = 0;

	for (size_t i = 0; i < count; i++) {
		lab_judge_text(&lab, list[i]);
		if (lab.verdict.match_count > 0)
			print_error("%s: %s\n", lab.verdict.matches[0].rule->id, list[i]);
		flagged += lab.verdict.match_count > 0;
	}
	return flagged;
}

static void test_protected(void **state)
{
	size_t known = 0;

	(void)state;
	while (protected_sentences[known] != NULL)
		known++;
	assert_true(known + sizeof sentences / sizeof *sentences >= 100);
	assert_int_equal(count_flagged(protected_sentences, known), 0);
	assert_int_equal(count_flagged(sentences, sizeof sentences / sizeof *sentences), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_languages),
		cmocka_unit_test(test_protected),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
