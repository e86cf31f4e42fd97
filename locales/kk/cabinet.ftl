# Адамның өз беті.

cabinet-title = Менің кабинетім
cabinet-waiting = Сізді күтіп тұр
cabinet-request = { $name } сізден бірлескен өтінішке қол қоюды сұрайды (№ { $number })
cabinet-request-until = Соңғы күні: { $date }
cabinet-application-waits = Мәлімет жетіспейді, пікіріңіз де сұралды
cabinet-waits-lacking = Мәлімет жетіспейді
cabinet-waits-heard = Пікіріңіз сұралды
cabinet-unread = Оқылмаған хаттар
cabinet-applications = Менің өтініштерім
cabinet-application-number = № { $number }, берілген күні: { $date }
cabinet-open = Ашық қадамдар: { $open } (барлығы { $total })
cabinet-all-done = Барлық { $total } қадам аяқталды
cabinet-fulfilled = аяқталды: { $count }
cabinet-ended = бас тартылды немесе қайтарып алынды: { $count }
cabinet-dropped = басталмайды: { $count }
cabinet-none = Сізде әзірге өтініш жоқ.
cabinet-begin = Өмірлік жағдайды таңдау
cabinet-drafts = Аяқталмағандар
cabinet-draft-saved = Сақталған уақыты: { $date }
cabinet-draft-continue-of = Жалғастыру: { $title }
cabinet-draft-discard = Жою
cabinet-waits-tag = Сізді күтіп тұр
cabinet-access = Менің деректерімді кім қарады
cabinet-access-text = Тізілімдердегі деректеріңізге әр жүгіну, оның мақсаты мен заңы.
