/* What the pages of gatepost.internal say: the second half of the table in texts.c. */
#include "texts_private.h"

#define OWN(text) [TEXT_##text - TEXT_OWN_FIRST]

const char *const own_texts[TEXT_COUNT - TEXT_OWN_FIRST][LANGUAGE_COUNT] = {
	OWN(NAV_START) = { "Start", "Start", "Accueil", "Inicio", "トップ" },
	OWN(NAV_HELP) = { "Help", "Hilfe", "Aide", "Ayuda", "ヘルプ" },
	OWN(NAV_GOVERNED) = { "What is governed", "Was geprüft wird", "Ce qui est vérifié",
	    "Qué se comprueba", "確認の対象" },
	OWN(NAV_CA) = { "Certificate", "Zertifikat", "Certificat", "Certificado", "証明書" },
	OWN(NAV_PRACTICE) = { "Practice", "Übungsseite", "Essai", "Prácticas", "練習用ページ" },

	/* the start page */
	OWN(START_TITLE) = { "You are behind Gatepost", "Ihre Verbindung läuft über Gatepost",
	    "Votre connexion passe par Gatepost", "Su conexión pasa por Gatepost",
	    "Gatepostを経由して接続しています" },
	OWN(START_TRUSTED) = { "Certificate trusted ✓", "Zertifikat anerkannt ✓",
	    "Certificat reconnu ✓", "Certificado aceptado ✓", "証明書は信頼されています ✓" },
	OWN(START_CLEAR) = { "Not encrypted", "Nicht verschlüsselt", "Non chiffré", "Sin cifrar",
	    "暗号化されていません" },
	OWN(START_TRUSTED_LEAD) = { "This page came over an encrypted connection that Gatepost "
	                            "certified, and your browser accepted it. Everything is set up "
	                            "on this device.",
	    "Diese Seite kam über eine verschlüsselte Verbindung, für die Gatepost das Zertifikat "
	    "ausgestellt hat, und Ihr Browser hat es anerkannt. Auf diesem Gerät ist alles "
	    "eingerichtet.",
	    "Cette page est arrivée par une connexion chiffrée que Gatepost a certifiée, et votre "
	    "navigateur l’a acceptée. Tout est en place sur cet appareil.",
	    "Esta página llegó por una conexión cifrada que Gatepost certificó, y su navegador la "
	    "aceptó. Todo está configurado en este dispositivo.",
	    "このページはGatepostが証明した暗号化接続で届き、ブラウザーに受け入れられました。この端末"
	    "の設定は完了しています。" },
	OWN(START_CLEAR_LEAD) = { "Your browser reaches the web through this proxy. This page came in "
	                          "clear, so it cannot tell whether your browser trusts the "
	                          "certificate.",
	    "Ihr Browser erreicht das Web über diesen Proxy. Diese Seite kam unverschlüsselt; sie "
	    "kann daher nicht sagen, ob Ihr Browser das Zertifikat anerkennt.",
	    "Votre navigateur accède au web par ce proxy. Cette page est arrivée en clair : elle ne "
	    "peut pas dire si votre navigateur reconnaît le certificat.",
	    "Su navegador accede a la web a través de este proxy. Esta página llegó sin cifrar, así "
	    "que no puede saber si su navegador acepta el certificado.",
	    "ブラウザーはこのプロキシを通してウェブに接続しています。このページは暗号化されずに届いた"
	    "ため、証明書が信頼されているかどうかは分かりません。" },
	OWN(START_LINKS) = { "From here", "Weiter geht es hier", "Continuer", "Desde aquí",
	    "ご案内" },
	OWN(START_HELP) = { "What Gatepost looks at, what it does not, and whom to ask.",
	    "Was Gatepost ansieht, was nicht, und wen Sie fragen können.",
	    "Ce que Gatepost regarde, ce qu’il ne regarde pas, et à qui s’adresser.",
	    "Qué mira Gatepost, qué no, y a quién preguntar.",
	    "Gatepostが見るもの、見ないもの、問い合わせ先。" },
	OWN(START_GOVERNED) = { "The sites, and those that are never decrypted.",
	    "Die Websites, und die, deren Verbindung nie geöffnet wird.",
	    "Les sites, et ceux qui ne sont jamais déchiffrés.",
	    "Los sitios, y los que nunca se descifran.",
	    "対象のサイトと、決して復号されないサイト。" },
	OWN(START_PRACTICE) = { "See a refusal without touching a real site.",
	    "Eine Ablehnung ansehen, ohne eine echte Website zu berühren.",
	    "Voir un refus sans toucher à un vrai site.",
	    "Ver un rechazo sin tocar un sitio real.",
	    "実際のサイトに触れずに、投稿が止められる様子を試せます。" },
	OWN(START_CA) = { "What it is for, and how to install it.",
	    "Wozu es dient, und wie man es installiert.",
	    "À quoi il sert, et comment l’installer.", "Para qué sirve y cómo instalarlo.",
	    "目的とインストール方法。" },
	OWN(START_CHECK) = { "Check whether this device trusts it",
	    "Prüfen, ob dieses Gerät es anerkennt", "Vérifier si cet appareil le reconnaît",
	    "Comprobar si este dispositivo lo acepta", "この端末で信頼されているか確認する" },
	OWN(START_INSTALL) = { "Install it", "Installieren", "L’installer", "Instalarlo",
	    "インストールする" },
	OWN(START_WARNING) = { "If the check shows a warning of your browser in place of this page, "
	                       "the certificate is not installed yet.",
	    "Zeigt die Prüfung statt dieser Seite eine Warnung Ihres Browsers, ist das Zertifikat "
	    "noch nicht installiert.",
	    "Si la vérification affiche un avertissement du navigateur au lieu de cette page, le "
	    "certificat n’est pas encore installé.",
	    "Si la comprobación muestra una advertencia del navegador en lugar de esta página, el "
	    "certificado aún no está instalado.",
	    "確認時にこのページではなくブラウザーの警告が表示される場合、証明書はまだインストールされ"
	    "ていません。" },
	OWN(PAC_TITLE) = { "Proxy settings", "Proxy-Einstellungen", "Réglages du proxy",
	    "Configuración del proxy", "プロキシ設定" },
	OWN(PAC_LEAD) = { "For a browser or device that is to use this proxy, enter this address as "
	                  "automatic configuration (PAC):",
	    "Für einen Browser oder ein Gerät, das diesen Proxy benutzen soll: diese Adresse als "
	    "automatische Konfiguration (PAC) eintragen:",
	    "Pour un navigateur ou un appareil qui doit utiliser ce proxy, indiquez cette adresse "
	    "comme configuration automatique (PAC) :",
	    "Para un navegador o dispositivo que deba usar este proxy, indique esta dirección como "
	    "configuración automática (PAC):",
	    "このプロキシを使うブラウザーや端末には、自動構成（PAC）として次のアドレスを入力してくださ"
	    "い：" },

	/* help */
	OWN(HELP_LEAD) = { "Your company lets everybody read the social web, and looks at what is "
	                   "posted to it from here.",
	    "In Ihrem Unternehmen können alle das soziale Web lesen; was von hier aus veröffentlicht "
	    "wird, wird angesehen.",
	    "Votre entreprise laisse chacun lire le web social, et regarde ce qui y est publié d’ici.",
	    "En su empresa todos pueden leer la web social; se revisa lo que se publica desde aquí.",
	    "会社ではだれでもソーシャルウェブを閲覧できます。ここからの投稿は確認を受けます。" },
	OWN(HELP_DOES) = { "What Gatepost does", "Was Gatepost tut", "Ce que fait Gatepost",
	    "Qué hace Gatepost", "Gatepostがすること" },
	OWN(HELP_READING) = { "Reading is never held up, and taking something back is never refused.",
	    "Lesen wird nie aufgehalten, und etwas zurückzunehmen wird nie abgelehnt.",
	    "La lecture n’est jamais retenue, et retirer quelque chose n’est jamais refusé.",
	    "Leer nunca se retiene, y retirar algo nunca se rechaza.",
	    "閲覧が止められることはなく、投稿の取り消しが拒まれることもありません。" },
	OWN(HELP_WRITING) = { "A post, comment or profile change on a governed site is compared with "
	                      "your company’s social media guideline before it leaves.",
	    "Ein Beitrag, ein Kommentar oder eine Änderung am Profil auf einer geprüften Website "
	    "wird mit der Richtlinie Ihres Unternehmens für soziale Medien verglichen, bevor etwas "
	    "davon hinausgeht.",
	    "Une publication, un commentaire ou un changement de profil sur un site vérifié est "
	    "comparé à la charte des médias sociaux de votre entreprise avant de partir.",
	    "Una publicación, un comentario o un cambio de perfil en un sitio comprobado se compara "
	    "con la guía de redes sociales de su empresa antes de salir.",
	    "対象のサイトへの投稿、コメント、プロフィールの変更は、送信される前に会社のソーシャルメディ"
	    "アガイドラインと照合されます。" },
	OWN(HELP_REFUSAL) = { "If a rule asks for it, the post is not sent. You are told why, you get "
	                      "your text back, and you are told whom to ask.",
	    "Wenn eine Regel es verlangt, wird der Beitrag nicht gesendet. Sie erfahren, warum, "
	    "bekommen Ihren Text zurück und erfahren, wen Sie fragen können.",
	    "Si une règle le demande, la publication n’est pas envoyée. On vous dit pourquoi, on "
	    "vous rend votre texte, et on vous dit à qui vous adresser.",
	    "Si una regla lo pide, la publicación no se envía. Se le dice por qué, recupera su "
	    "texto y se le dice a quién preguntar.",
	    "規則により必要な場合、投稿は送信されません。理由と問い合わせ先が示され、文章は手元に戻りま"
	    "す。" },
	OWN(HELP_DOES_NOT) = { "What it does not do", "Was es nicht tut", "Ce qu’il ne fait pas",
	    "Qué no hace", "しないこと" },
	OWN(HELP_PRIVATE) = { "It does not decrypt sites that are not governed. Banks, health, unions, "
	                      "religion, authorities, job sites and employer reviews are never "
	                      "decrypted.",
	    "Es öffnet keine Verbindungen zu Websites, die nicht geprüft werden. Banken, Gesundheit, "
	    "Gewerkschaften, Religion, Behörden, Stellenbörsen und Arbeitgeberbewertungen werden nie "
	    "geöffnet.",
	    "Il ne déchiffre pas les sites qui ne sont pas vérifiés. Banques, santé, syndicats, "
	    "religion, autorités, sites d’emploi et avis sur les employeurs ne sont jamais "
	    "déchiffrés.",
	    "No descifra los sitios que no se comprueban. Bancos, salud, sindicatos, religión, "
	    "autoridades, portales de empleo y opiniones sobre empleadores nunca se descifran.",
	    "対象でないサイトは復号しません。銀行、医療、労働組合、宗教、行政機関、求人サイト、雇用主の"
	    "口コミサイトは決して復号されません。" },
	OWN(HELP_SIGN_IN) = { "It does not look at or keep sign-in data.",
	    "Es sieht Anmeldedaten nicht an und hebt sie nicht auf.",
	    "Il ne regarde ni ne conserve les données de connexion.",
	    "No mira ni guarda los datos de inicio de sesión.",
	    "サインイン情報を見たり保存したりしません。" },
	OWN(HELP_NO_LIST) = { "It does not keep a list of what you read.",
	    "Es führt keine Liste darüber, was Sie lesen.",
	    "Il ne tient pas de liste de ce que vous lisez.",
	    "No lleva una lista de lo que usted lee.", "閲覧したものの一覧を残しません。" },
	OWN(HELP_NOT_POSTED) = { "When something was not posted",
	    "Wenn etwas nicht veröffentlicht wurde", "Quand quelque chose n’a pas été publié",
	    "Cuando algo no se ha publicado", "投稿されなかったとき" },
	OWN(HELP_REFERENCE) = { "The notice has a reference. You can see the notice again at {} and "
	                        "the reference.",
	    "Der Hinweis hat eine Kennung. Unter {} und der Kennung sehen Sie den Hinweis noch "
	    "einmal.",
	    "L’avis porte une référence. Vous pouvez le revoir à l’adresse {} suivie de la "
	    "référence.",
	    "El aviso tiene una referencia. Puede volver a verlo en {} seguido de la referencia.",
	    "通知には参照番号があります。{} に続けて参照番号を入力すると、もう一度表示できます。" },
	OWN(HELP_FAULT) = { "“The check is out of order” is a fault of ours and not about your text: "
	                    "try again in a few minutes.",
	    "„Die Prüfung ist gestört“ ist ein Fehler auf unserer Seite und liegt nicht an Ihrem "
	    "Text: versuchen Sie es in ein paar Minuten noch einmal.",
	    "« La vérification est en panne » : la faute est de notre côté, votre texte n’est pas "
	    "en cause. Réessayez dans quelques minutes.",
	    "«La comprobación no funciona» es un fallo nuestro y no se debe a su texto: inténtelo "
	    "de nuevo dentro de unos minutos.",
	    "「確認機能が停止しています」は当方の不具合で、文章が原因ではありません。数分後にもう一度お"
	    "試しください。" },
	OWN(HELP_UNJUDGED) = { "“Could not be checked” means too long, or in a form that cannot be "
	                       "read safely: shorten it, or send it as plain text.",
	    "„Konnte nicht geprüft werden“ heißt: zu lang, oder in einer Form, die sich nicht sicher "
	    "lesen lässt. Kürzen Sie es, oder senden Sie es als einfachen Text.",
	    "« La vérification n’a pas été possible » : trop long, ou dans une forme qui ne peut pas "
	    "être lue sûrement. Raccourcissez, ou envoyez en texte simple.",
	    "«No se pudo comprobar» significa que es demasiado largo o que tiene una forma que no se "
	    "puede leer con seguridad: acórtelo o envíelo como texto sencillo.",
	    "「確認できませんでした」は、長すぎるか、安全に読み取れない形式という意味です。短くするか、"
	    "プレーンテキストで送信してください。" },
	OWN(HELP_WHOM) = { "Whom to ask", "Wen Sie fragen können", "À qui s’adresser",
	    "A quién preguntar", "問い合わせ先" },
	OWN(HELP_QUESTIONS) = { "Questions", "Fragen", "Questions", "Preguntas", "ご質問" },
	OWN(HELP_GUIDELINE) = { "Guideline", "Richtlinie", "Charte", "Guía", "ガイドライン" },
	OWN(HELP_DATA) = { "Your data", "Ihre Daten", "Vos données", "Sus datos", "個人データ" },
	OWN(HELP_NOBODY) = { "If nobody is named here, ask those responsible for social media in your "
	                     "company.",
	    "Wenn hier niemand genannt ist, fragen Sie die Zuständigen für soziale Medien in Ihrem "
	    "Unternehmen.",
	    "Si personne n’est nommé ici, adressez-vous aux responsables des médias sociaux de votre "
	    "entreprise.",
	    "Si aquí no se nombra a nadie, pregunte a los responsables de redes sociales de su "
	    "empresa.",
	    "ここに記載がない場合は、会社のソーシャルメディア担当者にお問い合わせください。" },

	/* what is governed */
	OWN(GOVERNED_LEAD) = { "On governed sites, what is written is compared with the guideline "
	                       "before it leaves. Sites that are not governed pass through untouched "
	                       "and encrypted.",
	    "Auf geprüften Websites wird das, was geschrieben wird, mit der Richtlinie verglichen, "
	    "bevor es hinausgeht. Andere Websites gehen unberührt und verschlüsselt durch.",
	    "Sur les sites vérifiés, ce qui est écrit est comparé à la charte avant de partir. Les "
	    "autres sites passent intacts et chiffrés.",
	    "En los sitios comprobados, lo que se escribe se compara con la guía antes de salir. Los "
	    "demás sitios pasan intactos y cifrados.",
	    "対象のサイトでは、書き込みが送信前にガイドラインと照合されます。対象でないサイトは、手を加"
	    "えず暗号化されたまま通します。" },
	OWN(GOVERNED_YES) = { "Governed", "Geprüft", "Vérifiés", "Comprobados", "対象" },
	OWN(GOVERNED_NEVER) = { "Never decrypted, whatever else is configured",
	    "Nie geöffnet, was auch sonst eingestellt ist",
	    "Jamais déchiffrés, quel que soit le réglage",
	    "Nunca se descifran, sea cual sea la configuración", "設定にかかわらず決して復号しない" },
	OWN(GOVERNED_NEVER_LEAD) = { "Banks, health, unions, religion, authorities and "
	                             "whistle-blowing, job sites and employer reviews.",
	    "Banken, Gesundheit, Gewerkschaften, Religion, Behörden und Hinweisgeberstellen, "
	    "Stellenbörsen und Arbeitgeberbewertungen.",
	    "Banques, santé, syndicats, religion, autorités et lancement d’alerte, sites d’emploi et "
	    "avis sur les employeurs.",
	    "Bancos, salud, sindicatos, religión, autoridades y canales de denuncia, portales de "
	    "empleo y opiniones sobre empleadores.",
	    "銀行、医療、労働組合、宗教、行政機関と内部通報、求人サイト、雇用主の口コミ。" },
	OWN(GOVERNED_LIST) = { "The list", "Die Liste", "La liste", "La lista", "一覧" },
	OWN(GOVERNED_OTHER) = { "Known, and not governed here", "Bekannt, und hier nicht geprüft",
	    "Connus, et non vérifiés ici", "Conocidos, y aquí no comprobados",
	    "登録済みだが、ここでは対象外" },
	OWN(GOVERNED_ELSE) = { "Sites that stand in no list are not governed either.",
	    "Websites, die in keiner Liste stehen, werden auch nicht geprüft.",
	    "Les sites qui ne figurent dans aucune liste ne sont pas vérifiés non plus.",
	    "Los sitios que no están en ninguna lista tampoco se comprueban.",
	    "どの一覧にもないサイトも対象外です。" },
	OWN(GOVERNED_SITE) = { "Site", "Website", "Site", "Sitio", "サイト" },
	OWN(GOVERNED_HOSTS) = { "Hosts", "Hosts", "Hôtes", "Hosts", "ホスト" },
	OWN(GOVERNED_NONE) = { "None", "Keine", "Aucun", "Ninguno", "なし" },

	/* the practice site */
	OWN(PRACTICE_TITLE) = { "Practice site", "Übungsseite", "Site d’essai", "Sitio de prácticas",
	    "練習用ページ" },
	OWN(PRACTICE_BADGE) = { "Nothing leaves from here", "Von hier geht nichts hinaus",
	    "Rien ne part d’ici", "Nada sale de aquí", "ここからは何も送信されません" },
	OWN(PRACTICE_LEAD) = { "Write something as you would on a social site. It is compared with "
	                       "your company’s guideline like a real post, and goes nowhere. A refusal "
	                       "here is recorded like any other, so use made-up text.",
	    "Schreiben Sie etwas, wie Sie es auf einer sozialen Website tun würden. Es wird wie ein "
	    "echter Beitrag mit der Richtlinie Ihres Unternehmens verglichen und geht nirgendwohin. "
	    "Eine Ablehnung wird hier vermerkt wie jede andere: nehmen Sie erfundenen Text.",
	    "Écrivez quelque chose comme sur un réseau social. C’est comparé à la charte de votre "
	    "entreprise comme une vraie publication, et ne va nulle part. Un refus est noté ici comme "
	    "ailleurs : utilisez un texte inventé.",
	    "Escriba algo como lo haría en una red social. Se compara con la guía de su empresa como "
	    "una publicación real y no va a ninguna parte. Un rechazo se anota aquí como cualquier "
	    "otro, así que use un texto inventado.",
	    "ソーシャルサイトと同じように何か書いてみてください。実際の投稿と同じように会社のガイドライ"
	    "ンと照合されますが、どこにも送信されません。止められた場合は通常どおり記録されるので、架空"
	    "の文章を使ってください。" },
	OWN(PRACTICE_FORM) = { "As a form", "Als Formular", "Par un formulaire", "Como formulario",
	    "フォームで" },
	OWN(PRACTICE_FORM_LEAD) = { "The way simple sites post: the answer is a page of its own.",
	    "So senden einfache Websites: die Antwort ist eine eigene Seite.",
	    "La manière des sites simples : la réponse est une page à part.",
	    "Como publican los sitios sencillos: la respuesta es una página propia.",
	    "単純なサイトの方法です。結果は別のページに表示されます。" },
	OWN(PRACTICE_FETCH) = { "In the page", "In der Seite", "Dans la page", "En la página",
	    "ページの中で" },
	OWN(PRACTICE_FETCH_LEAD) = { "The way most sites post: a script sends it, and the answer "
	                             "appears here. This one needs script.",
	    "So senden die meisten Websites: ein Skript sendet, und die Antwort erscheint hier. "
	    "Dafür braucht es Skripte.",
	    "La manière de la plupart des sites : un script envoie, et la réponse apparaît ici. Il "
	    "faut que les scripts soient permis.",
	    "Como publica la mayoría de los sitios: un script lo envía y la respuesta aparece aquí. "
	    "Necesita scripts.",
	    "多くのサイトの方法です。スクリプトが送信し、結果はここに表示されます。スクリプトが必要です"
	    "。" },
	OWN(PRACTICE_ASK) = { "What do you want to say?", "Was möchten Sie sagen?",
	    "Que voulez-vous dire ?", "¿Qué quiere decir?", "何を投稿しますか？" },
	OWN(PRACTICE_POST) = { "Post", "Veröffentlichen", "Publier", "Publicar", "投稿する" },
	OWN(PRACTICE_POSTED) = { "Posted", "Veröffentlicht", "Publié", "Publicado",
	    "投稿されました" },
	OWN(PRACTICE_POSTED_TEXT) = { "Posted: {}", "Veröffentlicht: {}", "Publié : {}",
	    "Publicado: {}", "投稿されました：{}" },
	OWN(PRACTICE_POSTED_LEAD) = { "On a real site this would be public now. Here it is shown to "
	                              "you once, and kept nowhere.",
	    "Auf einer echten Website wäre das jetzt öffentlich. Hier wird es Ihnen einmal gezeigt "
	    "und nirgends aufgehoben.",
	    "Sur un vrai site, ce serait public maintenant. Ici, on vous le montre une fois, et rien "
	    "n’est conservé.",
	    "En un sitio real esto ya sería público. Aquí se le muestra una vez y no se guarda en "
	    "ningún sitio.",
	    "実際のサイトならここで公開されます。ここでは一度表示されるだけで、どこにも保存されません。" },
	OWN(PRACTICE_UNREAD) = { "No answer that could be read. Your text is still here.",
	    "Keine lesbare Antwort. Ihr Text ist noch da.",
	    "Pas de réponse lisible. Votre texte est toujours là.",
	    "No hubo respuesta legible. Su texto sigue aquí.",
	    "読み取れる応答がありませんでした。文章はそのまま残っています。" },
	OWN(PRACTICE_BACK) = { "Back to the practice site", "Zurück zur Übungsseite",
	    "Revenir au site d’essai", "Volver al sitio de prácticas", "練習用ページに戻る" },
	OWN(PRACTICE_SIGN_IN) = { "Sign in", "Anmelden", "Se connecter", "Iniciar sesión",
	    "サインイン" },
	OWN(PRACTICE_SIGN_IN_LEAD) = { "Sign-in data are never looked at and never kept, whatever they "
	                               "hold.",
	    "Anmeldedaten werden nie angesehen und nie aufgehoben, was sie auch enthalten.",
	    "Les données de connexion ne sont jamais regardées ni conservées, quel que soit leur "
	    "contenu.",
	    "Los datos de inicio de sesión nunca se miran ni se guardan, contengan lo que contengan.",
	    "サインイン情報は、内容が何であっても見られず、保存もされません。" },
	OWN(PRACTICE_PASSWORD) = { "Password (make one up)", "Kennwort (ein erfundenes)",
	    "Mot de passe (inventé)", "Contraseña (inventada)", "パスワード（架空のもの）" },
	OWN(PRACTICE_SIGNED_IN) = { "Signed in, in a way", "Angemeldet, gewissermaßen",
	    "Connecté, en quelque sorte", "Sesión iniciada, por así decirlo",
	    "サインインしたことになりました" },
	OWN(PRACTICE_SIGNED_IN_LEAD) = { "There is nothing to sign in to. What you typed was passed on "
	                                 "unseen and forgotten, as it is on real sites.",
	    "Es gibt hier nichts zum Anmelden. Was Sie eingegeben haben, wurde ungesehen "
	    "weitergegeben und vergessen, wie bei echten Websites.",
	    "Il n’y a rien à quoi se connecter. Ce que vous avez saisi a été transmis sans être vu, "
	    "puis oublié, comme sur les vrais sites.",
	    "Aquí no hay nada en lo que iniciar sesión. Lo que escribió se transmitió sin verlo y se "
	    "olvidó, como en los sitios reales.",
	    "ここにはサインイン先がありません。入力した内容は、実際のサイトと同じく見られることなく渡さ"
	    "れ、残りません。" },

	/* the certificate */
	OWN(CA_TITLE) = { "The certificate", "Das Zertifikat", "Le certificat", "El certificado",
	    "証明書" },
	OWN(CA_LEAD) = { "Gatepost reads posts to governed sites, which travel encrypted. A device "
	                 "that is to use it trusts the certificate below; it is your company’s own and "
	                 "is used nowhere else.",
	    "Gatepost liest Beiträge an geprüfte Websites, die verschlüsselt reisen. Ein Gerät, das "
	    "es benutzen soll, erkennt das Zertifikat unten an; es gehört Ihrem Unternehmen und wird "
	    "nirgends sonst verwendet.",
	    "Gatepost lit les publications destinées aux sites vérifiés, qui voyagent chiffrées. Un "
	    "appareil qui doit l’utiliser reconnaît le certificat ci-dessous ; il appartient à votre "
	    "entreprise et ne sert nulle part ailleurs.",
	    "Gatepost lee las publicaciones destinadas a los sitios comprobados, que viajan cifradas. "
	    "Un dispositivo que deba usarlo acepta el certificado de abajo; es propio de su empresa y "
	    "no se usa en ningún otro lugar.",
	    "Gatepostは、暗号化されて送られる対象サイトへの投稿を読み取ります。利用する端末では、下の証"
	    "明書を信頼します。これは会社独自のもので、ほかでは使われません。" },
	OWN(CA_DER) = { "For phones and Windows (.crt)", "Für Telefone und Windows (.crt)",
	    "Pour téléphones et Windows (.crt)", "Para teléfonos y Windows (.crt)",
	    "スマートフォンとWindows用 (.crt)" },
	OWN(CA_PEM) = { "For everything else (.pem)", "Für alles andere (.pem)",
	    "Pour tout le reste (.pem)", "Para todo lo demás (.pem)", "その他すべて用 (.pem)" },
	OWN(CA_COMPARE) = { "Compare the fingerprint with the one your IT department gives you before "
	                    "you install it.",
	    "Vergleichen Sie den Fingerabdruck vor der Installation mit dem, den Ihre IT-Abteilung "
	    "Ihnen nennt.",
	    "Avant de l’installer, comparez l’empreinte avec celle que vous donne votre service "
	    "informatique.",
	    "Antes de instalarlo, compare la huella con la que le dé su departamento de informática.",
	    "インストールする前に、フィンガープリントをIT部門から伝えられたものと照合してください。" },
	OWN(CA_HOW) = { "How to install it", "So wird es installiert", "Comment l’installer",
	    "Cómo instalarlo", "インストール方法" },
	OWN(CA_WINDOWS) = { "Download the certificate, then run this in a terminal opened as "
	                    "administrator. Or open the file, choose “Install certificate”, “Local "
	                    "machine” and “Trusted Root Certification Authorities”. For many computers "
	                    "use group policy.",
	    "Laden Sie das Zertifikat herunter und führen Sie dies in einem Terminal als "
	    "Administrator aus. Oder öffnen Sie die Datei und wählen Sie „Zertifikat installieren“, "
	    "„Lokaler Computer“ und „Vertrauenswürdige Stammzertifizierungsstellen“. Für viele "
	    "Rechner nehmen Sie die Gruppenrichtlinie.",
	    "Téléchargez le certificat, puis exécutez ceci dans un terminal ouvert en "
	    "administrateur. Ou ouvrez le fichier et choisissez « Installer le certificat », "
	    "« Ordinateur local » et « Autorités de certification racines de confiance ». Pour de "
	    "nombreux ordinateurs, utilisez une stratégie de groupe.",
	    "Descargue el certificado y ejecute esto en una terminal abierta como administrador. O "
	    "abra el archivo y elija «Instalar certificado», «Equipo local» y «Entidades de "
	    "certificación raíz de confianza». Para muchos equipos use una directiva de grupo.",
	    "証明書をダウンロードし、管理者として開いたターミナルで次を実行します。またはファイルを開き、"
	    "「証明書のインストール」「ローカル コンピューター」「信頼されたルート証明機関」を選びます。"
	    "台数が多い場合はグループポリシーを使ってください。" },
	OWN(CA_MACOS) = { "In the Terminal. Or open the file in Keychain Access and set it to “Always "
	                  "Trust”.",
	    "Im Terminal. Oder öffnen Sie die Datei in der Schlüsselbundverwaltung und stellen Sie "
	    "sie auf „Immer vertrauen“.",
	    "Dans le Terminal. Ou ouvrez le fichier dans Trousseaux d’accès et choisissez « Toujours "
	    "approuver ».",
	    "En la Terminal. O abra el archivo en Acceso a Llaveros y elija «Confiar siempre».",
	    "ターミナルで実行します。またはキーチェーンアクセスでファイルを開き、「常に信頼」に設定しま"
	    "す。" },
	OWN(CA_SYSTEM) = { "For the system and programs that use its store.",
	    "Für das System und Programme, die dessen Speicher benutzen.",
	    "Pour le système et les programmes qui utilisent son magasin.",
	    "Para el sistema y los programas que usan su almacén.",
	    "システムと、その証明書ストアを使うプログラム用です。" },
	OWN(CA_CHROME) = { "They keep a store of their own; certutil comes with the package "
	                   "libnss3-tools.",
	    "Sie haben einen eigenen Speicher; certutil ist im Paket libnss3-tools.",
	    "Ils ont leur propre magasin ; certutil est fourni par le paquet libnss3-tools.",
	    "Tienen un almacén propio; certutil viene en el paquete libnss3-tools.",
	    "独自の証明書ストアを使います。certutilはパッケージlibnss3-toolsに含まれます。" },
	OWN(CA_FIREFOX) = { "Settings, “Privacy & Security”, “Certificates”, “View Certificates”, "
	                    "“Authorities”, “Import”: choose the downloaded file and tick “Trust this "
	                    "CA to identify websites”. On Windows and macOS Firefox can also follow "
	                    "the system’s store.",
	    "Einstellungen, „Datenschutz & Sicherheit“, „Zertifikate“, „Zertifikate anzeigen“, "
	    "„Zertifizierungsstellen“, „Importieren“: wählen Sie die heruntergeladene Datei und "
	    "haken Sie „Dieser CA vertrauen, um Websites zu identifizieren“ an. Unter Windows und "
	    "macOS kann Firefox auch dem Speicher des Systems folgen.",
	    "Paramètres, « Vie privée et sécurité », « Certificats », « Afficher les certificats », "
	    "« Autorités », « Importer » : choisissez le fichier téléchargé et cochez « Confirmer "
	    "cette AC pour identifier des sites web ». Sous Windows et macOS, Firefox peut aussi "
	    "suivre le magasin du système.",
	    "Ajustes, «Privacidad y seguridad», «Certificados», «Ver certificados», «Autoridades», "
	    "«Importar»: elija el archivo descargado y marque «Confiar en esta CA para identificar "
	    "sitios web». En Windows y macOS Firefox también puede seguir el almacén del sistema.",
	    "設定の「プライバシーとセキュリティ」「証明書」「証明書を表示」「認証局証明書」「インポート"
	    "」で、ダウンロードしたファイルを選び、「この認証局によるウェブサイトの識別を信頼する」に"
	    "チェックを入れます。WindowsとmacOSでは、システムの証明書ストアに従わせることもできます。" },
	OWN(CA_IOS) = { "Open the address below in Safari and allow the profile. Then Settings, "
	                "“General”, “VPN & Device Management”: install it. Then “General”, “About”, "
	                "“Certificate Trust Settings”: switch it on.",
	    "Öffnen Sie die Adresse unten in Safari und erlauben Sie das Profil. Dann Einstellungen, "
	    "„Allgemein“, „VPN & Geräteverwaltung“: installieren. Dann „Allgemein“, „Info“, "
	    "„Zertifikatsvertrauenseinstellungen“: einschalten.",
	    "Ouvrez l’adresse ci-dessous dans Safari et autorisez le profil. Puis Réglages, "
	    "« Général », « VPN et gestion de l’appareil » : installez-le. Puis « Général », "
	    "« Informations », « Réglages de confiance des certificats » : activez-le.",
	    "Abra la dirección de abajo en Safari y permita el perfil. Después, Ajustes, «General», "
	    "«VPN y gestión de dispositivos»: instálelo. Después, «General», «Información», "
	    "«Configuración de confianza de los certificados»: actívelo.",
	    "下のアドレスをSafariで開き、プロファイルを許可します。次に「設定」「一般」「VPNとデバイス管"
	    "理」でインストールし、「一般」「情報」「証明書信頼設定」で有効にします。" },
	OWN(CA_ANDROID) = { "Download the certificate, then Settings, “Security”, “More security "
	                    "settings”, “Encryption & credentials”, “Install a certificate”, “CA "
	                    "certificate”. Browsers follow it; many apps trust only what their maker "
	                    "chose.",
	    "Laden Sie das Zertifikat herunter, dann Einstellungen, „Sicherheit“, „Weitere "
	    "Sicherheitseinstellungen“, „Verschlüsselung & Anmeldedaten“, „Zertifikat installieren“, "
	    "„CA-Zertifikat“. Browser folgen dem; viele Apps vertrauen nur dem, was ihr Hersteller "
	    "gewählt hat.",
	    "Téléchargez le certificat, puis Paramètres, « Sécurité », « Autres paramètres de "
	    "sécurité », « Chiffrement et identifiants », « Installer un certificat », « Certificat "
	    "CA ». Les navigateurs le suivent ; beaucoup d’applications ne font confiance qu’à ce "
	    "que leur éditeur a choisi.",
	    "Descargue el certificado y vaya a Ajustes, «Seguridad», «Más ajustes de seguridad», "
	    "«Cifrado y credenciales», «Instalar un certificado», «Certificado de CA». Los "
	    "navegadores lo siguen; muchas aplicaciones solo confían en lo que eligió su fabricante.",
	    "証明書をダウンロードし、設定の「セキュリティ」「その他のセキュリティ設定」「暗号化と認証情"
	    "報」「証明書のインストール」「CA証明書」に進みます。ブラウザーはこれに従いますが、多くのア"
	    "プリは開発元が選んだ証明書しか信頼しません。" },
	OWN(CA_JAVA) = { "For each Java installation.", "Für jede Java-Installation.",
	    "Pour chaque installation de Java.", "Para cada instalación de Java.",
	    "Javaのインストールごとに実行します。" },
	OWN(CA_NODE) = { "An environment variable, for every program that should trust it.",
	    "Eine Umgebungsvariable, für jedes Programm, das es anerkennen soll.",
	    "Une variable d’environnement, pour chaque programme qui doit le reconnaître.",
	    "Una variable de entorno, para cada programa que deba aceptarlo.",
	    "信頼させるプログラムごとに環境変数を設定します。" },
	OWN(CA_PYTHON) = { "Programs that follow the system’s store need nothing more. These do, if "
	                   "they bring a list of their own; a bundle of the system’s certificates and "
	                   "this one is best.",
	    "Programme, die dem Speicher des Systems folgen, brauchen nichts weiter. Diese schon, "
	    "wenn sie eine eigene Liste mitbringen; am besten ist eine Datei mit den Zertifikaten des "
	    "Systems und diesem.",
	    "Les programmes qui suivent le magasin du système n’ont besoin de rien d’autre. Ceux-ci, "
	    "oui, s’ils apportent leur propre liste ; le mieux est un fichier qui réunit les "
	    "certificats du système et celui-ci.",
	    "Los programas que siguen el almacén del sistema no necesitan nada más. Estos sí, si "
	    "traen una lista propia; lo mejor es un archivo con los certificados del sistema y este.",
	    "システムの証明書ストアに従うプログラムには何も必要ありません。独自の一覧を持つものには次の"
	    "設定が必要です。システムの証明書とこの証明書をまとめたファイルが最適です。" },
};
