# Адамның өз беті.

cabinet-title = Менің кабинетім
cabinet-waiting = Сізді күтіп тұр
cabinet-request = { $name } сізден бірлескен өтінішке қол қоюды сұрайды (№ { $number })
cabinet-request-until = Соңғы күні: { $date }
cabinet-application-waits = Мәлімет жетіспейді немесе пікіріңіз керек
cabinet-unread = Оқылмаған хаттар
cabinet-applications = Менің өтініштерім
cabinet-application-number = № { $number }, берілген күні: { $date }
cabinet-open = { $open ->
    [0] Барлық { $total } қадам аяқталды
   *[other] Ашық қадамдар: { $open } (барлығы { $total })
}
cabinet-none = Сізде әзірге өтініш жоқ.
cabinet-begin = Өмірлік жағдайды таңдау
cabinet-drafts = Аяқталмағандар
cabinet-draft-saved = Сақталған уақыты: { $date }
cabinet-draft-continue-of = Жалғастыру: { $title }
cabinet-draft-discard = Жою
cabinet-waits-tag = Сізді күтіп тұр
cabinet-access = Менің деректерімді кім қарады
cabinet-access-text = Тізілімдердегі деректеріңізге әр жүгіну, оның мақсаты мен заңы.
