# Личная страница.

cabinet-title = Мой кабинет
cabinet-waiting = Ждёт вас
cabinet-request = { $name } просит вас подписать совместное заявление (№ { $number })
cabinet-request-until = До { $date }
cabinet-application-waits = Не хватает сведений, и спрашивают вашу позицию
cabinet-waits-lacking = Не хватает сведений
cabinet-waits-heard = Спрашивают вашу позицию
cabinet-unread = Непрочитанные письма
cabinet-applications = Мои заявления
cabinet-application-number = № { $number }, подано { $date }
cabinet-open = Открыто шагов: { $open } из { $total }
cabinet-all-done = Все шаги завершены: { $total }
cabinet-fulfilled = завершено: { $count }
cabinet-ended = отказано или отозвано: { $count }
cabinet-dropped = не начнётся: { $count }
cabinet-none = У вас пока нет заявлений.
cabinet-begin = Выбрать жизненное событие
cabinet-drafts = Незаконченные
cabinet-draft-saved = Сохранено { $date }
cabinet-draft-continue-of = Продолжить: { $title }
cabinet-draft-discard = Удалить
cabinet-waits-tag = Ждёт вас
cabinet-access = Кто смотрел мои данные
cabinet-access-text = Каждое обращение к вашим данным в регистрах, его цель и закон.
