#include "texts_private.h"

#include <stddef.h>

const char *const language_codes[LANGUAGE_COUNT] = { "en", "de", "fr", "es", "ja" };
const char *const language_directions[LANGUAGE_COUNT] = { "ltr", "ltr", "ltr", "ltr", "ltr" };

/* Calm and plain: no blame, no "violation" (design: words). */
static const char *const texts[TEXT_OWN_FIRST][LANGUAGE_COUNT] = {
	[TEXT_NOT_POSTED] = { "Not posted", "Nicht veröffentlicht", "Non publié", "No publicado",
	    "投稿されませんでした" },
	[TEXT_COACH_TITLE] = { "Not posted yet: some advice first",
	    "Noch nicht veröffentlicht: zuerst ein Hinweis",
	    "Pas encore publié : un conseil d’abord", "Aún no publicado: antes, un consejo",
	    "まだ投稿されていません：まずアドバイスをご覧ください" },
	[TEXT_HOLD_TITLE] = { "Not posted: this needs approval",
	    "Nicht veröffentlicht: eine Freigabe ist nötig",
	    "Non publié : une approbation est nécessaire",
	    "No publicado: se necesita una aprobación", "投稿されませんでした：承認が必要です" },
	[TEXT_FAULT_TITLE] = { "Not posted: the check is out of order",
	    "Nicht veröffentlicht: die Prüfung ist gestört",
	    "Non publié : la vérification est en panne",
	    "No publicado: la comprobación no funciona",
	    "投稿されませんでした：確認機能が停止しています" },
	[TEXT_UNJUDGED_TITLE] = { "Not posted: this could not be checked",
	    "Nicht veröffentlicht: das konnte nicht geprüft werden",
	    "Non publié : la vérification n’a pas été possible",
	    "No publicado: no se pudo comprobar", "投稿されませんでした：確認できませんでした" },
	[TEXT_PASSED_TITLE] = { "Sent on, and noted", "Weitergeleitet und vermerkt",
	    "Transmis, et noté", "Enviado, y anotado", "送信され、記録されました" },
	[TEXT_BADGE_BLOCK] = { "Social media guideline", "Richtlinie für soziale Medien",
	    "Charte des médias sociaux", "Guía de redes sociales",
	    "ソーシャルメディアガイドライン" },
	[TEXT_BADGE_COACH] = { "Advice", "Hinweis", "Conseil", "Consejo", "アドバイス" },
	[TEXT_BADGE_HOLD] = { "Approval", "Freigabe", "Approbation", "Aprobación", "承認" },
	[TEXT_BADGE_FAULT] = { "Technical fault", "Technische Störung", "Panne technique",
	    "Fallo técnico", "技術的な問題" },
	[TEXT_BADGE_PASSED] = { "For your information", "Zur Information", "Pour information",
	    "Para su información", "お知らせ" },
	[TEXT_BLOCK_LEAD] = { "Your company’s social media guideline applies to this post. Nothing "
	                      "of "
	                      "it was sent to {}.",
	    "Für diesen Beitrag gilt die Richtlinie Ihres Unternehmens für soziale Medien. Nichts "
	    "davon wurde an {} gesendet.",
	    "La charte des médias sociaux de votre entreprise s’applique à cette publication. Rien "
	    "n’a été envoyé à {}.",
	    "La guía de redes sociales de su empresa se aplica a esta publicación. No se ha "
	    "enviado "
	    "nada a {}.",
	    "この投稿には会社のソーシャルメディアガイドラインが適用されます。{}には何も送信されてい"
	    "ません。" },
	[TEXT_COACH_LEAD] = { "The guideline has some advice for this post. Nothing of it was sent "
	                      "to {}.",
	    "Die Richtlinie hat einen Hinweis zu diesem Beitrag. Nichts davon wurde an {} "
	    "gesendet.",
	    "La charte donne un conseil pour cette publication. Rien n’a été envoyé à {}.",
	    "La guía da un consejo sobre esta publicación. No se ha enviado nada a {}.",
	    "ガイドラインには、この投稿についてのアドバイスがあります。{}には何も送信されていません"
	    "。" },
	[TEXT_HOLD_LEAD] = { "Under the guideline somebody looks at a post like this before it is "
	                     "public. Nothing of it was sent to {}, and nothing is waiting "
	                     "anywhere.",
	    "Nach der Richtlinie sieht sich jemand einen solchen Beitrag vorher an. Nichts davon "
	    "wurde "
	    "an {} gesendet, und es liegt auch nirgends zur Freigabe bereit.",
	    "Selon la charte, quelqu’un relit une telle publication avant qu’elle soit publique. "
	    "Rien "
	    "n’a été envoyé à {}, et rien n’est en attente.",
	    "Según la guía, alguien revisa una publicación como esta antes de que sea pública. No "
	    "se "
	    "ha enviado nada a {} y nada queda en espera.",
	    "ガイドラインでは、このような投稿は公開前に確認を受けます。{}には何も送信されておらず、"
	    "承認待ちにもなっていません。" },
	[TEXT_FAULT_LEAD] = { "It is not about your text. Keep it and try again in a few minutes.",
	    "Es liegt nicht an Ihrem Text. Heben Sie ihn auf und versuchen Sie es in ein paar "
	    "Minuten "
	    "noch einmal.",
	    "Votre texte n’est pas en cause. Conservez-le et réessayez dans quelques minutes.",
	    "No se debe a su texto. Guárdelo e inténtelo de nuevo dentro de unos minutos.",
	    "あなたの文章が原因ではありません。保存して、数分後にもう一度お試しください。" },
	[TEXT_UNJUDGED_LEAD] = { "It is too long, or in a form that cannot be read safely. Shorten "
	                         "it "
	                         "or send it as plain text.",
	    "Der Beitrag ist zu lang oder hat eine Form, die sich nicht sicher lesen lässt. Kürzen "
	    "Sie "
	    "ihn oder senden Sie ihn als einfachen Text.",
	    "La publication est trop longue, ou dans une forme qui ne peut pas être lue sûrement. "
	    "Raccourcissez-la ou envoyez-la en texte simple.",
	    "Es demasiado largo o tiene una forma que no se puede leer con seguridad. Acórtelo o "
	    "envíelo como texto sencillo.",
	    "長すぎるか、安全に読み取れない形式です。短くするか、プレーンテキストで送信してください"
	    "。" },
	[TEXT_PASSED_LEAD] = { "This was sent on to {}, and the company keeps a note of it.",
	    "Das wurde an {} weitergeleitet, und das Unternehmen behält einen Vermerk davon.",
	    "Ceci a été transmis à {}, et l’entreprise en garde une trace.",
	    "Esto se envió a {} y la empresa conserva una anotación.",
	    "これは{}に送信され、会社に記録が残ります。" },
	[TEXT_THE_SITE] = { "the site", "diese Website", "ce site", "este sitio", "サイト" },
	[TEXT_SENTENCE_RULE] = { "Not posted. Your company's social media guideline applies. Why, "
	                         "and "
	                         "what you can do: {}",
	    "Nicht veröffentlicht. Es gilt die Richtlinie Ihres Unternehmens für soziale Medien. "
	    "Warum, "
	    "und was Sie tun können: {}",
	    "Non publié. La charte des médias sociaux de votre entreprise s’applique. Pourquoi, et "
	    "que "
	    "faire : {}",
	    "No publicado. Se aplica la guía de redes sociales de su empresa. Por qué, y qué puede "
	    "hacer: {}",
	    "投稿されませんでした。会社のソーシャルメディアガイドラインが適用されます。理由と対応方"
	    "法: {}" },
	[TEXT_SENTENCE_FAULT] = { "Not posted: the check is out of order. It is not about your "
	                          "text. "
	                          "Keep it and try again in a few minutes (reference {}).",
	    "Nicht veröffentlicht: die Prüfung ist gestört. Es liegt nicht an Ihrem Text. Heben "
	    "Sie ihn "
	    "auf und versuchen Sie es in ein paar Minuten noch einmal (Kennung {}).",
	    "Non publié : la vérification est en panne. Votre texte n’est pas en cause. "
	    "Conservez-le et "
	    "réessayez dans quelques minutes (référence {}).",
	    "No publicado: la comprobación no funciona. No se debe a su texto. Guárdelo e "
	    "inténtelo de "
	    "nuevo dentro de unos minutos (referencia {}).",
	    "投稿されませんでした：確認機能が停止しています。あなたの文章が原因ではありません。保存"
	    "して、数分後にもう一度お試しください（参照番号 {}）。" },
	[TEXT_SENTENCE_UNJUDGED] = { "Not posted: this could not be checked (too long, or in a "
	                             "form "
	                             "that cannot be read safely). Shorten it or send it as plain "
	                             "text.",
	    "Nicht veröffentlicht: das konnte nicht geprüft werden (zu lang oder in einer Form, "
	    "die "
	    "sich nicht sicher lesen lässt). Kürzen Sie es oder senden Sie es als einfachen Text.",
	    "Non publié : la vérification n’a pas été possible (trop long, ou forme qui ne peut "
	    "pas "
	    "être lue sûrement). Raccourcissez le texte ou envoyez-le en texte simple.",
	    "No publicado: no se pudo comprobar (demasiado largo o en una forma que no se puede "
	    "leer "
	    "con seguridad). Acórtelo o envíelo como texto sencillo.",
	    "投稿されませんでした：確認できませんでした（長すぎるか、安全に読み取れない形式です）。"
	    "短くするか、プレーンテキストで送信してください。" },
	[TEXT_WHY] = { "Why", "Warum", "Pourquoi", "Por qué", "理由" },
	[TEXT_WHY_ELSEWHERE] = { "The reasons are shown on a page of your company’s own, where the "
	                         "site cannot read them.",
	    "Die Gründe stehen auf einer eigenen Seite Ihres Unternehmens, wo die Website sie "
	    "nicht "
	    "lesen kann.",
	    "Les raisons figurent sur une page propre à votre entreprise, que le site ne peut pas "
	    "lire.",
	    "Los motivos están en una página propia de su empresa, donde el sitio no puede "
	    "leerlos.",
	    "理由は、サイトからは読めない会社独自のページに表示されます。" },
	[TEXT_SAYS_POST] = { "This post says", "Dieser Beitrag sagt", "Cette publication dit",
	    "Esta publicación dice", "この投稿の内容" },
	[TEXT_SAYS_OFFICIAL] = { "Official", "Offiziell", "Officiel", "Oficial", "公式" },
	[TEXT_SAYS_OTHER] = { "Already said", "Bereits gesagt", "Déjà dit", "Ya se ha dicho",
	    "すでに述べられた内容" },
	[TEXT_SAYS_SOMEBODY] = { "another group", "eine andere Gruppe", "un autre groupe",
	    "otro grupo", "別のグループ" },
	[TEXT_OPEN_NOTICE] = { "Show the reasons", "Gründe anzeigen", "Voir les raisons",
	    "Ver los motivos", "理由を表示" },
	[TEXT_YOUR_TEXT] = { "Your text", "Ihr Text", "Votre texte", "Su texto", "あなたの文章" },
	[TEXT_COPY_HINT] = { "Nothing is lost: you can select it and copy it from here.",
	    "Nichts ist verloren: Sie können ihn hier markieren und kopieren.",
	    "Rien n’est perdu : vous pouvez le sélectionner et le copier ici.",
	    "No se ha perdido nada: puede seleccionarlo y copiarlo desde aquí.",
	    "文章は失われていません。ここから選択してコピーできます。" },
	[TEXT_SHORTENED] = { "Only the beginning is shown here.", "Hier steht nur der Anfang.",
	    "Seul le début est affiché ici.", "Aquí solo se muestra el principio.",
	    "ここには冒頭のみ表示しています。" },
	[TEXT_WHAT_NOW] = { "What you can do", "Was Sie tun können", "Ce que vous pouvez faire",
	    "Qué puede hacer", "できること" },
	[TEXT_DO_CHANGE] = { "Go back, change the text and post it again.",
	    "Gehen Sie zurück, ändern Sie den Text und senden Sie ihn noch einmal.",
	    "Revenez en arrière, modifiez le texte et publiez-le à nouveau.",
	    "Vuelva atrás, cambie el texto y publíquelo de nuevo.",
	    "前のページに戻り、文章を直してもう一度投稿してください。" },
	[TEXT_DO_COACH] = { "Read the advice above, go back, change the text and post it again.",
	    "Lesen Sie den Hinweis oben, gehen Sie zurück, ändern Sie den Text und senden Sie ihn "
	    "noch "
	    "einmal.",
	    "Lisez le conseil ci-dessus, revenez en arrière, modifiez le texte et publiez-le à "
	    "nouveau.",
	    "Lea el consejo de arriba, vuelva atrás, cambie el texto y publíquelo de nuevo.",
	    "上のアドバイスを読み、前のページに戻り、文章を直してもう一度投稿してください。" },
	[TEXT_DO_HOLD] = { "Keep the text and have it approved, or change it so that it needs no "
	                   "approval.",
	    "Heben Sie den Text auf und lassen Sie ihn freigeben, oder ändern Sie ihn so, dass er "
	    "keine "
	    "Freigabe braucht.",
	    "Conservez le texte et faites-le approuver, ou modifiez-le pour qu’il n’ait pas besoin "
	    "d’approbation.",
	    "Guarde el texto y pida su aprobación, o cámbielo para que no la necesite.",
	    "文章を保存して承認を得るか、承認が不要になるように直してください。" },
	[TEXT_DO_LATER] = { "Keep the text, and try again in a few minutes.",
	    "Heben Sie den Text auf und versuchen Sie es in ein paar Minuten noch einmal.",
	    "Conservez le texte et réessayez dans quelques minutes.",
	    "Guarde el texto e inténtelo de nuevo dentro de unos minutos.",
	    "文章を保存し、数分後にもう一度お試しください。" },
	[TEXT_DO_SHORTEN] = { "Shorten the text, or send it as plain text.",
	    "Kürzen Sie den Text oder senden Sie ihn als einfachen Text.",
	    "Raccourcissez le texte, ou envoyez-le en texte simple.",
	    "Acorte el texto o envíelo como texto sencillo.",
	    "文章を短くするか、プレーンテキストで送信してください。" },
	[TEXT_DO_ASK] = { "If you think this is wrong, or have a question, ask {} and give the "
	                  "reference below.",
	    "Wenn Sie meinen, dass das nicht stimmt, oder eine Frage haben: wenden Sie sich mit "
	    "der "
	    "Kennung unten an {}.",
	    "Si vous pensez que c’est une erreur, ou pour toute question, adressez-vous à {} en "
	    "indiquant la référence ci-dessous.",
	    "Si cree que es un error o tiene una pregunta, diríjase a {} e indique la referencia "
	    "de "
	    "abajo.",
	    "誤りだと思われる場合やご質問がある場合は、下の参照番号を添えて {} "
	    "にお問い合わせください。" },
	[TEXT_DO_ASK_NOBODY] = { "If you think this is wrong, or have a question, ask those "
	                         "responsible "
	                         "for social media in your company and give the reference below.",
	    "Wenn Sie meinen, dass das nicht stimmt, oder eine Frage haben: wenden Sie sich mit "
	    "der "
	    "Kennung unten an die Zuständigen für soziale Medien in Ihrem Unternehmen.",
	    "Si vous pensez que c’est une erreur, ou pour toute question, adressez-vous aux "
	    "responsables des médias sociaux de votre entreprise en indiquant la référence "
	    "ci-dessous.",
	    "Si cree que es un error o tiene una pregunta, diríjase a los responsables de redes "
	    "sociales "
	    "de su empresa e indique la referencia de abajo.",
	    "誤りだと思われる場合やご質問がある場合は、下の参照番号を添えて、会社のソーシャルメディ"
	    "ア担当者にお問い合わせください。" },
	[TEXT_DO_READ] = { "Read the guideline", "Die Richtlinie lesen", "Lire la charte",
	    "Leer la guía", "ガイドラインを読む" },
	[TEXT_DO_DATA] = { "Questions about your data: {}", "Fragen zu Ihren Daten: {}",
	    "Questions sur vos données : {}", "Preguntas sobre sus datos: {}",
	    "個人データに関するお問い合わせ：{}" },
	[TEXT_REFERENCE] = { "Reference", "Kennung", "Référence", "Referencia", "参照番号" },
	[TEXT_RIGHTS] = { "The guideline does not limit your right to discuss pay and working "
	                  "conditions with others, or to turn to an authority.",
	    "Ihr Recht, mit anderen über Bezahlung und Arbeitsbedingungen zu sprechen oder sich an "
	    "eine "
	    "Behörde zu wenden, bleibt von der Richtlinie unberührt.",
	    "La charte ne limite pas votre droit de discuter de la rémunération et des conditions "
	    "de "
	    "travail, ni de vous adresser à une autorité.",
	    "La guía no limita su derecho a hablar con otros sobre el salario y las condiciones de "
	    "trabajo, ni a dirigirse a una autoridad.",
	    "ガイドラインは、賃金や労働条件について話し合う権利や、行政機関に申し出る権利を制限する"
	    "ものではありません。" },
	[TEXT_FIELD_TITLE] = { "Title", "Titel", "Titre", "Título", "タイトル" },
	[TEXT_FIELD_ALT] = { "Image description", "Bildbeschreibung", "Description de l’image",
	    "Descripción de la imagen", "画像の説明" },
	[TEXT_FIELD_POLL] = { "Poll", "Umfrage", "Sondage", "Encuesta", "アンケート" },
	[TEXT_FIELD_NAME] = { "Name", "Name", "Nom", "Nombre", "名前" },
	[TEXT_FIELD_SPOILER] = { "Content warning", "Inhaltswarnung", "Avertissement",
	    "Advertencia de contenido", "閲覧注意" },
	[TEXT_WHAT_HAPPENED] = { "What happened", "Was geschehen ist", "Ce qui s’est passé",
	    "Qué ha pasado", "何が起きたか" },
	[TEXT_DETAILS] = { "Details", "Einzelheiten", "Détails", "Detalles", "詳細" },
	[TEXT_HOST] = { "Host", "Host", "Hôte", "Host", "ホスト" },
	[TEXT_PAGE_MISSING] = { "There is no such page", "Diese Seite gibt es nicht",
	    "Cette page n’existe pas", "Esta página no existe", "このページはありません" },
	[TEXT_PAGE_MISSING_LEAD] = { "The address may be misspelt. Everything there is can be "
	                             "found "
	                             "from the start page.",
	    "Vielleicht ist die Adresse falsch geschrieben. Von der Startseite aus ist alles zu "
	    "finden.",
	    "L’adresse est peut-être mal écrite. Tout se trouve à partir de la page d’accueil.",
	    "Quizá la dirección esté mal escrita. Todo se encuentra desde la página de inicio.",
	    "アドレスが間違っている可能性があります。トップページからすべてのページに移動できます"
	    "。" },
	[TEXT_NOTICE_MISSING] = { "There is no such notice", "Diesen Hinweis gibt es nicht",
	    "Cet avis n’existe pas", "Este aviso no existe", "この通知は見つかりません" },
	[TEXT_NOTICE_MISSING_LEAD] = { "No notice of yours has the reference {}. It may be "
	                               "misspelt, it "
	                               "may have been erased after its time, or it was for "
	                               "somebody else.",
	    "Kein Hinweis an Sie hat die Kennung {}. Vielleicht ist sie falsch geschrieben, die "
	    "Frist "
	    "ist abgelaufen, oder der Hinweis galt jemand anderem.",
	    "Aucun avis vous concernant ne porte la référence {}. Elle est peut-être mal écrite, "
	    "effacée après son délai, ou destinée à quelqu’un d’autre.",
	    "Ningún aviso suyo tiene la referencia {}. Quizá esté mal escrita, se borró al "
	    "cumplirse su "
	    "plazo o era para otra persona.",
	    "参照番号 {} "
	    "の通知は見つかりません。番号の誤り、保存期間の終了、または別の方への通知の可能性があり"
	    "ます。" },
	[TEXT_TROUBLE_MALFORMED] = { "This request could not be read",
	    "Diese Anfrage war nicht lesbar", "Cette requête est illisible",
	    "No se pudo leer esta petición", "このリクエストを読み取れませんでした" },
	[TEXT_TROUBLE_MALFORMED_DO] = { "Load the page again. If it happens every time, tell your "
	                                "IT "
	                                "department which program you used.",
	    "Laden Sie die Seite neu. Wenn es jedes Mal geschieht, sagen Sie Ihrer IT-Abteilung, "
	    "welches "
	    "Programm Sie benutzt haben.",
	    "Rechargez la page. Si cela se reproduit, indiquez à votre service informatique le "
	    "programme "
	    "utilisé.",
	    "Vuelva a cargar la página. Si ocurre siempre, indique a su departamento de "
	    "informática qué "
	    "programa usó.",
	    "ページを再読み込みしてください。毎回起きる場合は、使用したプログラムをIT部門に伝えてく"
	    "ださい。" },
	[TEXT_TROUBLE_DENIED] = { "This destination is not reachable from here",
	    "Dieses Ziel ist von hier aus nicht erreichbar",
	    "Cette destination n’est pas accessible d’ici",
	    "Este destino no es accesible desde aquí", "この宛先にはここから接続できません" },
	[TEXT_TROUBLE_DENIED_DO] = { "Check the address. If you need it for your work, ask your IT "
	                             "department.",
	    "Prüfen Sie die Adresse. Wenn Sie das Ziel für Ihre Arbeit brauchen, fragen Sie Ihre "
	    "IT-Abteilung.",
	    "Vérifiez l’adresse. Si vous en avez besoin pour votre travail, demandez à votre "
	    "service "
	    "informatique.",
	    "Compruebe la dirección. Si la necesita para su trabajo, pregunte a su departamento de "
	    "informática.",
	    "アドレスを確認してください。業務で必要な場合は、IT部門にお問い合わせください。" },
	[TEXT_TROUBLE_SIGN_IN] = { "Please sign in to the proxy",
	    "Bitte melden Sie sich am Proxy an", "Veuillez vous identifier auprès du proxy",
	    "Identifíquese ante el proxy", "プロキシにサインインしてください" },
	[TEXT_TROUBLE_SIGN_IN_DO] = { "Load the page again and give your company user name and "
	                              "password.",
	    "Laden Sie die Seite neu und geben Sie Ihren Benutzernamen und Ihr Kennwort im "
	    "Unternehmen "
	    "an.",
	    "Rechargez la page et indiquez votre identifiant et votre mot de passe d’entreprise.",
	    "Vuelva a cargar la página e indique su usuario y contraseña de la empresa.",
	    "ページを再読み込みし、会社のユーザー名とパスワードを入力してください。" },
	[TEXT_TROUBLE_MISDIRECTED] = { "This request came over the wrong connection",
	    "Diese Anfrage kam über die falsche Verbindung",
	    "Cette requête est arrivée par la mauvaise connexion",
	    "Esta petición llegó por la conexión equivocada",
	    "このリクエストは誤った接続で届きました" },
	[TEXT_TROUBLE_MISDIRECTED_DO] = { "Load the page again: your browser will open a "
	                                  "connection of "
	                                  "its own for it.",
	    "Laden Sie die Seite neu: Ihr Browser öffnet dann eine eigene Verbindung dafür.",
	    "Rechargez la page : votre navigateur ouvrira une connexion dédiée.",
	    "Vuelva a cargar la página: su navegador abrirá una conexión propia para ella.",
	    "ページを再読み込みしてください。ブラウザーが専用の接続を開きます。" },
	[TEXT_TROUBLE_LARGE] = { "This request is too large", "Diese Anfrage ist zu groß",
	    "Cette requête est trop grande", "Esta petición es demasiado grande",
	    "このリクエストは大きすぎます" },
	[TEXT_TROUBLE_LARGE_DO] = { "Delete this site’s cookies in your browser and try again.",
	    "Löschen Sie im Browser die Cookies dieser Website und versuchen Sie es noch einmal.",
	    "Supprimez les cookies de ce site dans votre navigateur et réessayez.",
	    "Borre las cookies de este sitio en su navegador e inténtelo de nuevo.",
	    "ブラウザーでこのサイトのCookieを削除して、もう一度お試しください。" },
	[TEXT_TROUBLE_UNVERIFIED] = { "This site could not prove who it is",
	    "Diese Website konnte sich nicht ausweisen", "Ce site n’a pas pu prouver son identité",
	    "Este sitio no pudo demostrar quién es", "このサイトの身元を確認できませんでした" },
	[TEXT_TROUBLE_UNVERIFIED_DO] = { "Nothing you typed was sent. Check the address for a "
	                                 "typing "
	                                 "error and try again later. If you need this site for "
	                                 "your work, "
	                                 "show this page to your IT department.",
	    "Nichts von Ihren Eingaben wurde gesendet. Prüfen Sie die Adresse auf Tippfehler und "
	    "versuchen Sie es später noch einmal. Wenn Sie die Website für Ihre Arbeit brauchen, "
	    "zeigen "
	    "Sie diese Seite Ihrer IT-Abteilung.",
	    "Rien de ce que vous avez saisi n’a été envoyé. Vérifiez l’adresse et réessayez plus "
	    "tard. "
	    "Si vous avez besoin de ce site pour votre travail, montrez cette page à votre service "
	    "informatique.",
	    "No se ha enviado nada de lo que escribió. Compruebe que la dirección esté bien "
	    "escrita e "
	    "inténtelo más tarde. Si necesita este sitio para su trabajo, muestre esta página a su "
	    "departamento de informática.",
	    "入力した内容は送信されていません。アドレスの入力ミスを確認し、後でもう一度お試しくださ"
	    "い。業務で必要な場合は、このページをIT部門に見せてください。" },
	[TEXT_TROUBLE_NO_NAME] = { "This site was not found", "Diese Website wurde nicht gefunden",
	    "Ce site est introuvable", "No se encontró este sitio",
	    "このサイトは見つかりませんでした" },
	[TEXT_TROUBLE_NO_NAME_DO] = { "Check the address for a typing error, or try again in a few "
	                              "minutes.",
	    "Prüfen Sie die Adresse auf Tippfehler, oder versuchen Sie es in ein paar Minuten noch "
	    "einmal.",
	    "Vérifiez l’adresse, ou réessayez dans quelques minutes.",
	    "Compruebe que la dirección esté bien escrita o inténtelo dentro de unos minutos.",
	    "アドレスの入力ミスを確認するか、数分後にもう一度お試しください。" },
	[TEXT_TROUBLE_UNREACHABLE] = { "This site does not answer", "Diese Website antwortet nicht",
	    "Ce site ne répond pas", "Este sitio no responde", "このサイトは応答していません" },
	[TEXT_TROUBLE_UNREACHABLE_DO] = { "The trouble is most likely at the site. Try again in a "
	                                  "few "
	                                  "minutes.",
	    "Das Problem liegt wahrscheinlich bei der Website. Versuchen Sie es in ein paar "
	    "Minuten noch "
	    "einmal.",
	    "Le problème vient sans doute du site. Réessayez dans quelques minutes.",
	    "Lo más probable es que el problema esté en el sitio. Inténtelo dentro de unos "
	    "minutos.",
	    "サイト側の問題と思われます。数分後にもう一度お試しください。" },
	[TEXT_TROUBLE_SLOW] = { "This site took too long", "Diese Website hat zu lange gebraucht",
	    "Ce site a mis trop de temps", "Este sitio tardó demasiado",
	    "このサイトの応答に時間がかかりすぎました" },
	[TEXT_TROUBLE_SLOW_DO] = { "Try again in a few minutes. If you were posting something, "
	                           "look first "
	                           "whether it arrived.",
	    "Versuchen Sie es in ein paar Minuten noch einmal. Wenn Sie etwas gesendet haben, "
	    "sehen Sie "
	    "zuerst nach, ob es angekommen ist.",
	    "Réessayez dans quelques minutes. Si vous publiiez quelque chose, vérifiez d’abord si "
	    "c’est "
	    "arrivé.",
	    "Inténtelo dentro de unos minutos. Si estaba publicando algo, mire antes si ha "
	    "llegado.",
	    "数分後にもう一度お試しください。投稿中だった場合は、先に投稿済みかどうかを確認してくだ"
	    "さい"
	    "。" },
	[TEXT_TROUBLE_BUSY] = { "The proxy is busy", "Der Proxy ist ausgelastet",
	    "Le proxy est surchargé", "El proxy está ocupado", "プロキシが混み合っています" },
	[TEXT_TROUBLE_BUSY_DO] = { "Wait a moment and try again.",
	    "Warten Sie einen Augenblick und versuchen Sie es noch einmal.",
	    "Patientez un instant et réessayez.", "Espere un momento e inténtelo de nuevo.",
	    "しばらく待ってから、もう一度お試しください。" },
	[TEXT_CERTIFICATE_EXPIRED] = { "Its certificate has expired.",
	    "Ihr Zertifikat ist abgelaufen.", "Son certificat a expiré.",
	    "Su certificado ha caducado.", "証明書の有効期限が切れています。" },
	[TEXT_CERTIFICATE_EARLY] = { "Its certificate is not valid yet.",
	    "Ihr Zertifikat ist noch nicht gültig.", "Son certificat n’est pas encore valable.",
	    "Su certificado aún no es válido.", "証明書がまだ有効になっていません。" },
	[TEXT_CERTIFICATE_SELF_SIGNED] = { "It signed its certificate itself, so nobody vouches "
	                                   "for it.",
	    "Sie hat ihr Zertifikat selbst ausgestellt; niemand bürgt dafür.",
	    "Il a signé lui-même son certificat : personne ne s’en porte garant.",
	    "Firmó él mismo su certificado, así que nadie responde por él.",
	    "証明書が自己署名であり、第三者による保証がありません。" },
	[TEXT_CERTIFICATE_WRONG_NAME] = { "Its certificate is for another name.",
	    "Ihr Zertifikat gilt für einen anderen Namen.",
	    "Son certificat est établi pour un autre nom.", "Su certificado es para otro nombre.",
	    "証明書は別の名前のものです。" },
	[TEXT_CERTIFICATE_UNKNOWN_ISSUER] = { "Nobody whom this proxy knows vouches for its "
	                                      "certificate.",
	    "Niemand, den dieser Proxy kennt, bürgt für ihr Zertifikat.",
	    "Aucune autorité connue de ce proxy ne garantit son certificat.",
	    "Nadie que este proxy conozca responde por su certificado.",
	    "証明書の発行者がこのプロキシに知られていません。" },
	[TEXT_CERTIFICATE_REVOKED] = { "Its certificate has been withdrawn.",
	    "Ihr Zertifikat wurde zurückgezogen.", "Son certificat a été révoqué.",
	    "Su certificado ha sido retirado.", "証明書は失効しています。" },
	[TEXT_CERTIFICATE_WEAK] = { "Its certificate is too weak to be trusted.",
	    "Ihr Zertifikat ist zu schwach, um ihm zu trauen.",
	    "Son certificat est trop faible pour être fiable.",
	    "Su certificado es demasiado débil para confiar en él.",
	    "証明書が弱く、信頼できません。" },
	[TEXT_CERTIFICATE_OTHER] = { "Its certificate did not stand the check.",
	    "Ihr Zertifikat hat die Prüfung nicht bestanden.",
	    "Son certificat n’a pas passé la vérification.",
	    "Su certificado no superó la comprobación.", "証明書の検証に失敗しました。" },
};

const char *text_in(enum text text, enum language language)
{
	if (text >= TEXT_OWN_FIRST)
		return own_texts[text - TEXT_OWN_FIRST][language];
	return texts[text][language];
}

/* "de" and "de-AT" both begin with our "de" (RFC 4647 3.4, look-up). */
static bool is_language(struct span range, const char *code)
{
	struct span rest;

	return span_is_nocase(span_cut(range, '-', &rest), code);
}

/* RFC 9110 12.4.2: q=0 to q=1 with up to three digits; thousandths. Anything else counts as 0. */
static unsigned quality_of(struct span parameters)
{
	struct span value = span_trim(parameters);
	unsigned thousandths = 0;
	unsigned scale = 1000;

	if (value.len == 0)
		return 1000;
	if (!span_starts_nocase(value, "q="))
		return 0;
	value = span_from(value, 2);
	for (size_t i = 0; i < value.len && scale > 0; i++) {
		if (i == 1 && value.data[i] == '.')
			continue;
		if (value.data[i] < '0' || value.data[i] > '9')
			return 0;
		thousandths += (unsigned)(value.data[i] - '0') * scale;
		scale /= 10;
	}
	return thousandths;
}

static bool find_language(struct span range, enum language *language)
{
	for (unsigned i = 0; i < LANGUAGE_COUNT; i++) {
		if (is_language(range, language_codes[i])) {
			*language = (enum language)i;
			return true;
		}
	}
	return false;
}

enum language language_pick(struct span accept_language)
{
	enum language best = LANGUAGE_EN;
	unsigned best_quality = 0;

	while (accept_language.len > 0) {
		struct span parameters;
		struct span item = span_cut(accept_language, ',', &accept_language);
		struct span range = span_trim(span_cut(item, ';', &parameters));
		enum language language;
		unsigned quality = quality_of(parameters);

		if (quality > best_quality && find_language(range, &language)) {
			best = language;
			best_quality = quality;
		}
	}
	return best;
}
