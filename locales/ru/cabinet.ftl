# Личная страница.

cabinet-title = Мой кабинет
cabinet-waiting = Ждёт вас
cabinet-request = { $name } просит вас подписать совместное заявление (№ { $number })
cabinet-request-until = До { $date }
cabinet-application-waits = Не хватает сведений или нужна ваша позиция
cabinet-unread = Непрочитанные письма
cabinet-applications = Мои заявления
cabinet-application-number = № { $number }, подано { $date }
cabinet-open = { $open ->
    [0] Все шаги завершены: { $total }
   *[other] Открыто шагов: { $open } из { $total }
}
cabinet-none = У вас пока нет заявлений.
cabinet-begin = Выбрать жизненное событие
cabinet-drafts = Незаконченные
cabinet-draft-saved = Сохранено { $date }
cabinet-draft-continue-of = Продолжить: { $title }
cabinet-draft-discard = Удалить
cabinet-waits-tag = Ждёт вас
cabinet-access = Кто смотрел мои данные
cabinet-access-text = Каждое обращение к вашим данным в регистрах, его цель и закон.
