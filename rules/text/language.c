#include "language.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unicode/uscript.h>

#include "letter.h"
#include "utf8.h"

enum { READ_MAX = 4096, WORD_MAX = 24, LETTERS_MIN = 4 };

const char *const languages_told[] = { "en", "de", "fr", "es", "it", "pt", "nl", "sv", "da", "no",
	"fi", "pl", "cs", "hu", "ro", "tr", "id", "vi", "ru", "uk", "bg", "el", "he", "ar", "fa",
	"hi", "th", "ja", "zh", "ko", NULL };

/* Words that hardly any text of a few sentences is without, those of other languages left out
 * where they would mislead. */
static const struct common {
	const char *code;
	const char *words; /* between spaces */
} commons[] = {
	{ "en",
	    " the of and to is that it for was with as you are this have not be from at on what "
	    "we they will would there their has been which our your my just can about if i me "
	    "so how don't it's i'm " },
	{ "de",
	    " der die das und ist nicht ich ein eine zu mit den von auf es sich auch dem im für "
	    "wir sie wie noch aber aus bei nur nach haben wird sind war kann mir mich einen oder "
	    "wenn zum zur schon mehr uns " },
	{ "fr",
	    " le les des est et une pas pour que dans ce qui sur au avec plus je il vous nous "
	    "mais sont par du cette c'est ne se fait tout être elle j'ai aux ils comme suis bien "
	    "très " },
	{ "es",
	    " el los las que es por con para una se no lo más como pero su al muy está este "
	    "también ya del mi cuando hay todo son tiene esta porque nos si fue qué hoy sobre " },
	{ "it", " il che di non è per una sono con del della ma come più gli ho anche mi ha questo "
	        "nel alla sono se le ci dei al cosa tutto molto quando essere perché questa hai " },
	{ "pt", " o que não é uma com para os do da em um mais na por como mas foi ao das dos você "
	        "isso tem muito eu está já também seu sua são nos pela são vai minha hoje " },
	{ "nl",
	    " de het een van en is dat niet ik te zijn voor met op je er maar ook we aan wat nog "
	    "als naar bij dit heeft heb zo deze geen kan wel uit meer door over hebben " },
	{ "sv",
	    " och att det som är en på inte jag för med har av ett till den om så men vi var kan "
	    "du från när nu ska mig vad hur eller bara där mycket alla " },
	{ "da",
	    " og at det er ikke en jeg på til af med for der har et den som så vi kan men de var "
	    "du hvad skal når fra også mig nu hvor meget lige bare efter noget " },
	{ "no",
	    " og det er ikke jeg på til av med for som har en at den så vi kan men de et var du "
	    "hva skal når fra også meg nå hvor veldig bare etter noe ble " },
	{ "fi",
	    " ja on ei että se hän mutta niin kun ovat oli myös olen kuin tämä nyt jos mitä vain "
	    "sen minä voi ole kaikki vielä sitten tai mikä hyvin " },
	{ "pl",
	    " i w nie na się że to jest z do o jak ale po co tak za od dla czy już tylko są być "
	    "jestem przez może tego bardzo mnie jego która który " },
	{ "cs",
	    " a je se na že v to si s z do jsem ale tak jak by co pro už jsou má když není mi byl "
	    "nebo jen ve které být tím jeho také " },
	{ "hu", " a az és hogy nem is egy van de ez meg volt csak már el mint ha még én lesz vagy "
	        "kell ki nagyon azt most jó itt ami " },
	{ "ro",
	    " și în de la nu să cu pe că este un o din mai ce care pentru sunt am fost dar ca dacă "
	    "fi foarte au acest când " },
	{ "tr", " ve bir bu da de için çok ne ile ama gibi daha var o kadar değil ben mi sonra en "
	        "olarak şey her diye olan ki şimdi yok " },
	{ "id", " yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ada mereka "
	        "sudah bisa orang kita atau karena lebih kami apa aku " },
	{ "vi", " là và của không có cho được một người với này các những tôi đã trong đó khi đến "
	        "rất cũng để làm nhưng " },
	{ "ru",
	    " и в не на что я с он как это по но все она так его за бы от мы для у же вы из мне "
	    "было есть о да нет еще или меня когда " },
	{ "uk",
	    " і в не на що я з він як це та до але все вона так його за би від ми для у ви із є "
	    "було про ще або мене коли й цей " },
	{ "bg",
	    " и на да не се е в за от с че по си са как но това ще ли като до ми го той или още "
	    "има съм много само " },
};

/* A script that one language has to itself, near enough. */
static const struct own_script {
	UScriptCode script;
	const char *code;
} own_scripts[] = {
	{ USCRIPT_HIRAGANA, "ja" },
	{ USCRIPT_KATAKANA, "ja" },
	{ USCRIPT_HANGUL, "ko" },
	{ USCRIPT_THAI, "th" },
	{ USCRIPT_GREEK, "el" },
	{ USCRIPT_HEBREW, "he" },
	{ USCRIPT_DEVANAGARI, "hi" },
};

struct letters {
	size_t all, latin, cyrillic, arabic, han;
	size_t own[sizeof own_scripts / sizeof *own_scripts];
	bool is_persian;
};

static void count_letter(struct letters *letters, uint32_t c)
{
	UErrorCode status = U_ZERO_ERROR;
	UScriptCode script = uscript_getScript((UChar32)c, &status);

	letters->all++;
	letters->latin += script == USCRIPT_LATIN;
	letters->cyrillic += script == USCRIPT_CYRILLIC;
	letters->arabic += script == USCRIPT_ARABIC;
	letters->han += script == USCRIPT_HAN;
	/* Letters that Persian has and Arabic has not: pe, che, zhe, gaf. */
	letters->is_persian |= c == 0x67e || c == 0x686 || c == 0x698 || c == 0x6af;
	for (size_t i = 0; i < sizeof own_scripts / sizeof *own_scripts; i++)
		letters->own[i] += own_scripts[i].script == script;
}

static struct letters count_letters(struct span text)
{
	struct letters letters = { 0 };

	for (size_t at = 0; at < text.len;) {
		uint32_t c = utf8_next(text.data, text.len, &at);
		if (letter_is_word(c) && !(c >= '0' && c <= '9'))
			count_letter(&letters, c);
	}
	return letters;
}

/* Kana tell Japanese although most of its letters may be Han. */
static const char *language_of_script(const struct letters *letters)
{
	for (size_t i = 0; i < sizeof own_scripts / sizeof *own_scripts; i++) {
		bool is_kana = strcmp(own_scripts[i].code, "ja") == 0;
		size_t share = letters->own[i] + (is_kana ? letters->han : 0);
		if (letters->own[i] > 0 && share * 2 > letters->all)
			return own_scripts[i].code;
	}
	if (letters->arabic * 2 > letters->all)
		return letters->is_persian ? "fa" : "ar";
	return letters->han * 2 > letters->all ? "zh" : NULL;
}

static bool is_common(const struct common *common, const char *word, size_t len)
{
	char wanted[WORD_MAX + 3];

	wanted[0] = ' ';
	memcpy(wanted + 1, word, len);
	wanted[len + 1] = ' ';
	wanted[len + 2] = '\0';
	return strstr(common->words, wanted) != NULL;
}

static bool is_inside(uint32_t c)
{
	return letter_is_word(c) || c == '\'';
}

/* The next word of a text; empty at its end. */
static struct span next_word(struct span text, size_t *at)
{
	size_t start = *at;

	while (*at < text.len) {
		size_t next = *at;
		if (is_inside(utf8_next(text.data, text.len, &next)))
			break;
		*at = start = next;
	}
	while (*at < text.len) {
		size_t next = *at;
		if (!is_inside(utf8_next(text.data, text.len, &next)))
			break;
		*at = next;
	}
	return span_make(text.data + start, *at - start);
}

/* Two common words at least, and more of them than of any other language. */
static const char *language_of_words(struct span text)
{
	size_t hits[sizeof commons / sizeof *commons] = { 0 };
	size_t best = 0;
	size_t second = 0;
	const char *code = NULL;
	size_t at = 0;

	for (;;) {
		struct span word = next_word(text, &at);
		if (word.len == 0)
			break;
		for (size_t i = 0; word.len <= WORD_MAX && i < sizeof commons / sizeof *commons;
		     i++)
			hits[i] += is_common(&commons[i], word.data, word.len);
	}
	for (size_t i = 0; i < sizeof commons / sizeof *commons; i++) {
		if (hits[i] > best) {
			second = best;
			best = hits[i];
			code = commons[i].code;
		} else if (hits[i] > second) {
			second = hits[i];
		}
	}
	return best >= 2 && best > second ? code : NULL;
}

const char *language_of(struct span text)
{
	size_t len = text.len < READ_MAX ? text.len : READ_MAX;

	while (len < text.len && len > 0 && ((unsigned char)text.data[len] & 0xc0) == 0x80)
		len--;
	text = span_make(text.data, len);
	struct letters letters = count_letters(text);
	if (letters.all < LETTERS_MIN && letters.latin == letters.all)
		return NULL;
	const char *code = language_of_script(&letters);
	return code != NULL ? code : language_of_words(text);
}
