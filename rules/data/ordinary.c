#include "ordinary.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "../../proxy/base/mem.h"

/* Words as tokens are (text/token.h): folded, and cut at apostrophes. */

static const char *const function_words[] = {
	/* English */
	"a about above after again against all almost also although always am among an and "
	"another any anyone anything are aren as at away back be became because become been "
	"before being below between both but by came can cannot could couldn d did didn do "
	"does doesn doing don done down during each either else enough even ever every "
	"everyone everything few for from further get gets getting go goes going gone got had "
	"hadn has hasn have haven having he her here hers herself him himself his how however "
	"i if in indeed instead into is isn it its itself just let like ll m made make makes "
	"many may me might mine more most much must my myself near neither never no nobody "
	"none nor not nothing now of off often on once one only onto or other others our ours "
	"ourselves out over own perhaps put quite rather re really s said same say says see "
	"seem seems shall she should shouldn since so some someone something sometimes "
	"somewhere soon still such t take than that the their theirs them themselves then "
	"there therefore these they thing things this those though through thus to together "
	"too took toward towards under unless until up upon us ve very via was wasn we well "
	"went were weren what whatever when where whether which while who whole whom whose "
	"why will with within without won would wouldn yes yet you your yours yourself",
	/* German */
	"ab aber alle allem allen aller alles als ander andere anderen anderer anderes auch "
	"auf aus bei beim bin bis bist da dabei dadurch dafür dagegen daher damit danach dann "
	"daran darauf daraus darin darum das dass dazu dein deine deinem deinen deiner dem "
	"den denen denn der deren des deshalb dessen dich die dies diese diesem diesen dieser "
	"dieses dir doch dort du durch eben ein eine einem einen einer eines einige einmal er "
	"erst es etwa etwas euch euer eure falls für gar gegen gibt habe haben hat hatte "
	"hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im immer indem "
	"ins irgend ist ja je jede jedem jeden jeder jedes jedoch jemand jetzt kann kannst "
	"kein keine keinem keinen keiner können könnte mal man manche mehr mein meine meinem "
	"meinen meiner mich mir mit muss musste müssen nach nachdem neben nicht nichts nie "
	"noch nun nur ob oder ohne schon sehr sei sein seine seinem seinen seiner seit selbst "
	"sich sie sind sobald solche soll sollen sollte sondern sonst soweit sowie um und uns "
	"unser unsere unserem unseren unserer unter viel viele vielen vom von vor war waren "
	"warum weder weil welche welchem welchen welcher welches wenn wer werde werden wie "
	"wieder wir wird wo wohl wollen worden wurde wurden während zu zum zur zwar zwischen "
	"über",
	/* French */
	"afin ai ainsi alors après au aucun aucune aujourd aussi autre autres aux avait avant "
	"avec avez avoir avons c ce cela celle celles celui ces cet cette ceux chaque chez ci "
	"comme comment contre dans de depuis donc dont elle elles en encore entre est et etc "
	"eu eux faire fait font hui il ils j jamais jusqu l la le les leur leurs lorsque lui "
	"là ma mais mes moi moins mon même n ne ni non nos notre nous ont ou où par parce pas "
	"pendant peu peut plus plusieurs pour pourquoi puis qu quand que quel quelle quelles "
	"quelque quelques quels qui quoi sa sans se sera ses si sien soi soit son sont sous "
	"sur ta tandis tant te tel telle tes toi ton tous tout toute toutes trop très tu un "
	"une vers voici voilà vos votre vous y à étaient était été être",
	/* Spanish */
	"al algo algunas algunos allí ante antes aquel aquella aquí así aunque aún bien cada "
	"casi como con contra cual cuales cuando cuanto cómo del desde donde dos durante e el "
	"ella ellas ellos entonces era eran eres esa esas ese eso esos esta estaba estamos "
	"estas este esto estos está están fue fueron ha había han hasta hay hemos las lo los "
	"luego mi mientras mis mismo mucho muchos muy más mí nada nosotros nuestra nuestro "
	"nunca o os otra otras otro otros para pero poco por porque pues quien quienes qué "
	"sea ser será sido siempre sin sino sobre solo su sus sí también tan tanto tenía ti "
	"tiene tienen toda todas todo todos tus tú una uno unos usted ustedes ya yo él",
	/* Italian and Portuguese */
	"agli alla allo anche ancora ao aos aquela aquele assim até avere aveva che chi cioè "
	"com come così cui dagli dai dal dalla dalle degli dei dela dele della delle dello "
	"depois di dopo dove ed ela elas ele eles em erano essa esse essere estava estão fa "
	"foi foram fra già gli hanno ho io isso isto já lei lhe li loro mai mas mesmo meu mia "
	"minha mio molto muito muitos na nas nei nel nella nelle nem noi nossa nosso nostra "
	"nostro num numa não nós ogni pela pelas pelo pelos perché però più poi prima può "
	"quais qual quale quando quanto quella quelli quello quem questa queste questi questo "
	"quindi sem senza seu seus sia siamo siete sono sopra sotto sta stata stato sua suas "
	"sue sui sul sulla suo suoi são só também tem tinha tra tua tudo tuo tutta tutte "
	"tutti tutto uma umas vi você vocês voi às è é",
	/* Dutch */
	"aan altijd ben bij daar dan dat deze dit doen door dus een ge geen haar heb hebben "
	"heeft hem het hij hoe hun iemand iets ik kan kon kunnen maar meer men met mij mijn "
	"moet naar niet niets nog nu om omdat onder ons ook op reeds tegen toch toen tot u "
	"uit uw van veel voor wat werd wezen wil wordt zal ze zelf zich zij zijn zo zonder "
	"zou",
};

static const char *const ordinary_words[] = {
	/* English: the commonest beside those, and names that are words */
	"able accept access account across act action actually add address age ago agree air "
	"allow alone along already amazing amount angel animal announce answer apart appear "
	"apple apply april area arm army around arrive art article ask august autumn "
	"available average avoid baby bad bag baker ball bank bar base bay beach bear beat "
	"beautiful bed beer begin behind believe bell benefit berry best bet better big bill "
	"bird birthday bishop bit black block blog blue board boat body book born boss bottom "
	"bought box boy branch break breakfast bridge bring broke brook brother brought brown "
	"build building burn bus bush business busy butler buy call calm camera camp campaign "
	"candy car card care carpenter carry carter case castle cat catch cause cell cent "
	"center central century certain chair chance change chapter charge charity chase "
	"cheap check chief child children choice choose christian church city claim class "
	"clay clean clear clerk click client cliff climate close cloud club coach coast "
	"coffee cold cole college color come comes coming comment common community company "
	"complete computer concern condition contact content continue contract control cook "
	"cool copy corner correct cost country couple course court cover craft create credit "
	"cross crowd crystal culture current customer customers cut daily daisy damage dance "
	"danger dark data date daughter dawn day days dead deal dean dear death debate "
	"december decide decision deep degree deliver demand depend design desk detail "
	"develop development die difference different difficult digital dinner direct "
	"direction director discuss dish doctor dog dollar door double doubt dr draw dream "
	"dress drew drink drive drop dry duke early earth ease easily east easy eat economy "
	"edge education effect effort eight email empty end ended energy england english "
	"enjoy enter entire environment equal error especially evening event exactly example "
	"excellent except excited expect experience explain express extra eye eyes face fact "
	"fail faith fall family famous far farm farmer fast father favor fear february feel "
	"feeling feet fellow felt field fifth fight figure file fill film final finally find "
	"fine finish fire firm first fish fisher fit five fix floor flower fly focus follow "
	"following food foot force ford foreign forest forget form forward found foundation "
	"four fox franc frank free fresh friday friend friends front full fun fund future "
	"gain game garden gardener gas gave general gentle gift girl give given glad glass "
	"global goal god gold golden good goods government grace grand grant grateful gray "
	"great green grew ground group grow growth guess guest guide guy hair half hall hand "
	"hands happen happened happy hard harry hart hate hawk hazel head health hear heard "
	"heart heat heaven heavy held hello help herb hi high hill history hit hold hole "
	"holiday holly home honest hope hospital hot hotel hour hours house huge human "
	"hundred hunt hunter hurt husband idea image imagine important improve inch include "
	"income increase industry information inside interest interesting international "
	"internet iris island issue issues ivy jack january jasmine jewel job jobs join joy "
	"judge july june keep kept key kid kids kind king kitchen knew knight knock know "
	"known lack lady lake lamb land lane language large last late later laugh launch law "
	"lay lead leader learn least leave left legal less lesson letter level library lie "
	"life light likely lily limit line link list listen little live lives living local "
	"long longer look looking lord lose loss lost lot lots love low luck lucky lunch "
	"machine mail main major maker man manage manager march mark market marriage marsh "
	"mason mass master matter mean means measure media meet meeting member members memory "
	"men mention message met middle mile miles mill miller million mind minister minute "
	"minutes miss model modern moment monday money month months moon moore morning mother "
	"mountain mouth move movement movie mr mrs ms music name nation national natural "
	"nature necessary need needs nice night nights nine noble noise noon normal north "
	"note notice november number numbers october offer office officer official oil ok "
	"okay old olive open opening operation opinion opportunity option orange order "
	"organization original outside page paid pain paint pair palmer paper parent parents "
	"park parker part party pass past path patience pay peace pearl pen people per "
	"percent perfect period person personal phone photo photos phrase pick picture piece "
	"place plan plane plant play player please plus point police policy political poor "
	"pope porter position possible post posted posts potter power practice prepare "
	"present president press pressure pretty price prince print private probably problem "
	"problems process produce product products program project promise proud provide "
	"public pull purpose push quality question questions quick quickly quiet radio rain "
	"raise ran range rate ray reach read ready real reason receive recent recently record "
	"red reed reeve regard relationship remain remember remove reply report request "
	"require research respect response rest result results return review rich ride right "
	"rights ring rise river road robin rock role room rose round ruby rule run running "
	"rush sad safe safety sale sales sand saturday save saw scene school schools science "
	"scott sea search season seat second secret section security seek seen self sell send "
	"senior sense sent september series serious serve service services session set seven "
	"several share sharp shepherd ship shirt shoe shop short shot show side sign signal "
	"silver similar simple simply singer single sir sister sit site situation six size "
	"skill sky sleep slow small smart smile smith snow social soft software sold soldier "
	"son song sorry sort sound source south space speak special speech spend spent spoke "
	"sport spring staff stage stand standard star stars start started state statement "
	"states station stay steel step stick stock stone stood stop store story straight "
	"street strong student students study stuff style subject success suddenly sugar "
	"suggest summer sun sunday sunny support sure surprise system table talk tall taught "
	"tax taylor tea teach teacher team tell ten term terms test text thank thanks therapy "
	"thick think third thought thousand three thursday tiger till time times tiny tip "
	"title today told tomorrow tonight top topic total touch tough tour town track trade "
	"train training travel treat tree trip trouble true trust truth try trying tuesday "
	"turn turner tv twelve twenty twice twin two type uncle understand union unit update "
	"use used useful user users using usual usually valley value video view violet visit "
	"voice vote wade wait walk walker wall want wanted wants war ward warm wash watch "
	"water way ways weak wear weather weaver web wednesday week weekend weeks weight "
	"welcome wells west white wide wife wild win wind window winter wise wish wolf woman "
	"women wonder wonderful wood woods word words work worked worker workers working "
	"works world worry worse worst worth write writer wrong wrote yard yeah year years "
	"yesterday young youth zero",
	/* German */
	"abend adler ahnung anfang angst arbeit arbeiten arzt auge augen auto bauer baum "
	"bayern becker beispiel bekannt besser beste besten bild bilder bisschen bitte "
	"brauchen braun brot bruder buch büro chef danke deutsch deutschland dezember "
	"dienstag ding dinge donnerstag drei durch eigentlich einfach eltern ende endlich "
	"erfolg ersten essen familie februar fest fischer frage fragen franz frau frauen frei "
	"freitag freude freuen freund freunde früh fuchs fünf ganz ganze garten geben gehen "
	"geht geld genau gerade gern gerne geschichte gesellschaft gestern gesund gleich "
	"glück gott gross grosse grossen grund gruppe grün gut gute guten guter gutes hahn "
	"hartmann hauptsache haus herbst herr herz heute hilfe hoch hoffe hund idee jahr "
	"jahre jahren januar juli jung juni kaiser kinder klar klein kleine kleinen koch "
	"kommen kommt krieg krüger kunde kunden kurz könig lange lassen leben lehrer leicht "
	"leider lernen lesen letzte letzten leute licht liebe lieber luft machen macht mai "
	"mann markt meier meinung mensch menschen mittag mitte mittwoch monat montag morgen "
	"mutter möglich müller nacht natürlich neu neue neuen neuer oben oktober ort papier "
	"platz politik preis recht richter richtig ruhe sache sagen sagt sagte samstag "
	"schmidt schneider schnell schreiben schule schulz schwarz schwester schön sehen "
	"seite sohn sommer sonne sonntag spass spiel sprache stadt stein stelle strasse "
	"stunde stunden suche tag tage tagen teil thema tochter toll tür uhr unten "
	"unternehmen vater verkauf vielleicht vier vogel wagner wahr wald wasser weber weg "
	"weihnachten weiss weisse weiter welt wenig werk wetter wichtig wichtige wirklich "
	"wissen woche wochen wort zeit ziel zimmer zukunft zwei",
	/* French */
	"accord aller ami amis amour an année années août argent arriver attention avis avril "
	"beau beaucoup belle besoin bien blanc bon bonjour bonne boucher boulanger chaque "
	"chose choses clair clients coeur compte cours croire demain dernier dernière deux "
	"dimanche dire docteur dur décembre eau enfant enfants ensemble entreprise faim "
	"famille femme femmes fils fin fois fort forêt france français février garçon gens "
	"grande groupe guerre haut heure heures histoire homme hommes idée janvier jardin "
	"jean jeudi jeune jeunes jour journée jours juillet juin jus langue lettre lieu livre "
	"loin lumière lundi maison mal maman marchand mardi mars matin meilleur mer merci "
	"mercredi mieux ministre monde monsieur mort mot mots musique mère noir nom nouveau "
	"nouvelle nouvelles novembre nuit octobre oui parler parole partie passer pays "
	"personne personnes petit petite peur politique porte pouvoir premier première "
	"prendre prix problème produit produits projet père raison reste rien roi rouge route "
	"rue réponse samedi santé savoir semaine semaines septembre seul soir soleil sujet "
	"sur sûr temps terre travail trois trouver tête un vendredi vent vert vie vieux ville "
	"voir voiture voix vrai vraiment vérité école étude été",
	/* Spanish, Italian, Portuguese, Dutch */
	"abril acqua adesso agora agosto agua ahora ajuda alto amanhã amici amico amigo "
	"amigos amor amore anni anno ano anos aprile augustus avond ayer azul año años bakker "
	"bambini bedrijf bella bello bem bene beter blanco boa boer bom bos broer buena "
	"buenas bueno buenos buon buona buono calle cambio camino campo caro casa caso cidade "
	"cielo città ciudad cliente clientes coisa coisas conde cosa cosas cose costa creo "
	"cruz cuenta cuerpo dag dagen dank decir deel delgado derecho dezembro dia dias "
	"dicembre dicho diciembre dinero dinheiro dinsdag dios domani domenica domingo "
	"donderdag donna donne día días ejemplo empresa enero equipo escola escuela españa "
	"famiglia familia fare fatto febbraio febrero februari feira feliz ferrari ferro "
	"festa fevereiro figlio filho fim forma forte fuego gennaio gente gentile giorni "
	"giorno giovedì giugno gobierno goed goede graag gracias gran grazie greco groot "
	"grote guerra guerrero hacer heel heer hermana hermano hermoso hijo hijos historia "
	"hoje hola hombre hombres homem hora horas hoy huis ieri importante italia jaar "
	"janeiro januari jaren jueves julho julio junho junio kerk kinderen klant klanten "
	"koning laat lang lavoro leven ley libro lugar luglio lunedì lunes lunga luz maart "
	"madre maio mano mar marco mare marino martedì martes marzo mattina mayo mañana mei "
	"mejor melhor mens mensen mercoledì mes mese meses mesi messina middag mil mille "
	"miércoles moeder molen momento mondo mooi moreno morte muerte muito mujer mujeres "
	"mulher mundo musica mãe mão mês naam nieuw nieuwe niño niños noche noite nombre nome "
	"notte nova noviembre novo nueva nuevo nuova nuovo obrigado octubre oggi ore ottobre "
	"ouders outubro padre padres paese pai palabra parte paz país pereira persona "
	"personas persone pessoa pessoas piccolo pinto plaats politica política popolo prazer "
	"precio presidente presto primeiro primera primero problema prodotto projeto proyecto "
	"pueblo puerta punto quarta quinta ragazza ragazzo ragione re reina rey rojo rossi "
	"rosso rua rubio sabato salud santos saúde scuola segunda semana sempre senhor "
	"septiembre sera setembro settembre settimana sexta señor señora sierra signor "
	"signora silva smit sol sole sorella spesso stad storia straat strada sueño sábado "
	"tarde tempo terra terça tiempo tierra tijd torres trabajo trabalho tres uomini uomo "
	"uur vader vandaag vecchio veces venerdì verdad verdade verde verità vez vida viejo "
	"viernes vijf villa vino visser vita vivir volta volte voz vraag vriend vrijdag vrouw "
	"weer weken wereld woensdag zaterdag zee zeer zon zondag zoon último",
};

struct ordinary_word {
	struct span text;
	enum ordinary_class class;
};

enum { WORDS_MAX = 8192 };

static struct ordinary_word words[WORDS_MAX];
static size_t word_count;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Of one text, the stronger class first. */
static int compare(const void *a, const void *b)
{
	const struct ordinary_word *x = a;
	const struct ordinary_word *y = b;
	size_t len = x->text.len < y->text.len ? x->text.len : y->text.len;
	int order = memcmp(x->text.data, y->text.data, len);

	if (order != 0)
		return order;
	if (x->text.len != y->text.len)
		return x->text.len < y->text.len ? -1 : 1;
	return (int)y->class - (int)x->class;
}

static void add_words(const char *list, enum ordinary_class class)
{
	struct span rest = span_of(list);

	while (rest.data != NULL && word_count < WORDS_MAX)
		words[word_count++] = (struct ordinary_word){ span_cut(rest, ' ', &rest), class };
}

static void sort_words(void)
{
	for (size_t i = 0; i < sizeof function_words / sizeof *function_words; i++)
		add_words(function_words[i], ORDINARY_FUNCTION);
	for (size_t i = 0; i < sizeof ordinary_words / sizeof *ordinary_words; i++)
		add_words(ordinary_words[i], ORDINARY_WORD);
	qsort(words, word_count, sizeof *words, compare);
}

enum ordinary_class ordinary_class(struct span word)
{
	size_t low = 0;
	size_t high;

	pthread_once(&once, sort_words);
	high = word_count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		struct ordinary_word wanted = { word, ORDINARY_FUNCTION };
		if (compare(&words[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low < word_count && span_equal(words[low].text, word) ? words[low].class
	                                                             : ORDINARY_NOT;
}
