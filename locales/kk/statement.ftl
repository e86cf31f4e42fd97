# Қол қою сұралған бірлескен өтініш.

statement-title = Әке болуды анықтау туралы бірлескен өтініш
statement-asks = { $name } сізден осы өтінішке қол қоюды сұрайды (№ { $number }).
statement-what = Осы өтінішпен сіз өзіңізді осы баланың әкесі деп танисыз, ал анасы мұны өз қолымен растайды. Сіз бала туралы жазбада әкесі болып көрсетілесіз.
statement-children = Туған күні
statement-until = Қол қоюдың соңғы күні
statement-law = Заң
statement-own = Өзіңіз үшін тек өзіңіз қол қоя аласыз. Сіздің орныңызға ешкім қол қоюға немесе сізді мәжбүрлеуге құқылы емес.
statement-reads = Осы өтініш үшін сіз туралы не оқылады
statement-reads-none = Сіз туралы ештеңе оқылмайды.
statement-read-fields = Мәліметтер
statement-read-law = Негізі
statement-read-by-law = (заң бойынша оқылады)
statement-agree = Өтінішке қол қоямын
statement-agree-hint = Қол қою арқылы өзіңізді осы баланың әкесі деп танисыз.
statement-decline = Бас тартамын
statement-decline-hint = Баланың анасының өтініші сіздің қолыңызсыз қаралады. Себебін айту міндетті емес.
statement-choose = Жауабыңыз
statement-send = Жауапты жіберу
statement-signed = Сіз осы өтінішке қол қойдыңыз.
statement-declined = Сіз осы өтінішке қол қоюдан бас тарттыңыз.
statement-problem-choose = Қол қоятыныңызды не бас тартатыныңызды таңдаңыз
done-statement = Жауабыңыз жазылды.
