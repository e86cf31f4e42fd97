# Қол қою сұралған бірлескен өтініш.

statement-title = Әке болуды анықтау туралы бірлескен өтініш
statement-asks = { $name } сізден осы өтінішке қол қоюды сұрайды (№ { $number } іс).
statement-what = Қол қойсаңыз, екінші ата-анамен бірге баланың әкесі кім екенін мәлімдейсіз. Ол бала туралы жазбада көрсетіледі.
statement-children = Туған күні
statement-until = Қол қоюдың соңғы күні
statement-law = Заң
statement-own = Өзіңіз үшін тек өзіңіз қол қоя аласыз. Сіздің орныңызға ешкім қол қоюға немесе сізді мәжбүрлеуге құқылы емес.
statement-reads = Қол қойсаңыз, сіз туралы не сұралады
statement-reads-none = Сіз туралы ештеңе сұралмайды.
statement-read-fields = Мәліметтер
statement-read-law = Негізі
statement-read-by-consent = қол қою арқылы берген келісіміңізбен
statement-read-by-law = заң бойынша, келісімсіз
statement-agree = Өтінішке қол қоямын
statement-agree-hint = Жоғарыда көрсетілген мәліметтердің осы іс үшін сұралуына келісемін.
statement-decline = Бас тартамын
statement-decline-hint = Екінші ата-ананың өтініші сіздің қолыңызсыз қаралады. Себебін айту міндетті емес.
statement-choose = Жауабыңыз
statement-send = Жауапты жіберу
statement-signed = Сіз осы өтінішке қол қойдыңыз.
statement-declined = Сіз осы өтінішке қол қоюдан бас тарттыңыз.
statement-problem-choose = Қол қоятыныңызды не бас тартатыныңызды таңдаңыз
done-statement = Жауабыңыз жазылды.
