# Стол должностного лица: список по срокам, дело и что с ним можно сделать.

desk-title = Дела в работе
desk-filter = Показать
desk-filter-mine = Ждут должностное лицо
desk-filter-all = Все открытые
desk-caption = Дела по сроку, ближайшие сначала
desk-number = Дело
desk-service = Услуга
desk-phase = Состояние
desk-due = Срок
desk-left = Осталось рабочих дней
desk-left-past = { $days ->
    [one] просрочено на { $days } рабочий день
    [few] просрочено на { $days } рабочих дня
   *[other] просрочено на { $days } рабочих дней
}
desk-left-today = Сегодня
desk-left-days = { $days ->
    [one] { $days } рабочий день
    [few] { $days } рабочих дня
   *[other] { $days } рабочих дней
}
desk-no-due = Срок не идёт
desk-document-waits = Посмотреть документ
desk-none-mine = Ни одно дело не ждёт должностное лицо.
desk-none-all = Открытых дел нет.
desk-more = Следующие дела
desk-first = С начала
desk-shown = { $count ->
    [one] { $count } дело на странице
    [few] { $count } дела на странице
   *[other] { $count } дел на странице
}

desk-jump = На этой странице
desk-term-due = Срок заканчивается
desk-application = Заявление
desk-decide = Решить
desk-last-preliminary = Последний день, когда предварительное решение ещё укладывается в срок: { $date }
desk-amount = Ожидаемый размер
desk-why-not = Чего сейчас сделать нельзя
desk-not-grant = Решить положительно нельзя: { $why }
desk-not-approve = Утвердить нельзя: { $why }
desk-not-prepare-refusal = Подготовить отказ нельзя: { $why }
desk-not-rule = Удовлетворить жалобу полностью нельзя: { $why }
desk-not-extend = Продлить срок нельзя: { $why }
desk-nothing = Сейчас решать нечего.

desk-grant = Положительное решение
desk-grant-text = Все требования выполнены. Человек получит письмо, запись будет внесена в регистр.
desk-grant-amount = Размер: { $amount }
desk-grant-button = Решить положительно

desk-examine = Документы на проверку
desk-examine-open = Открыть файл { $file }
desk-examine-sent = Отправлен { $date }
desk-examine-copy = Перепишите, что сказано в документе. Тогда он станет доказательством, и требования будут проверены снова.
desk-accept-button = Принять документ
desk-turn-down = Не принимать документ
desk-turn-down-why = Почему документ нельзя принять
desk-turn-down-hint = Это прочитает человек. Напишите, что не так и какой документ подойдёт.
desk-turn-down-button = Не принимать

desk-ask = Попросить представить недостающее
desk-ask-requirement = Требование
desk-ask-words = Что нужно, вашими словами
desk-ask-words-hint = Это прочитает человек в письме. Просто: что, в каком виде, где взять.
desk-ask-button = Отправить просьбу

desk-prepare = Подготовить отказ
desk-prepare-text = Человек получит предварительное решение. Сначала он может высказать позицию; затем второе должностное лицо утвердит отказ или вернёт его.
desk-prepare-grounds = Невыполненные требования
desk-prepare-reasons = Доводы
desk-prepare-reasons-hint = Их прочитает человек. Какой факт, из какого регистра, против какого требования.
desk-reads-kk = Человек читает по-казахски: пишите на казахском.
desk-reads-ru = Человек читает по-русски: пишите на русском.
desk-reads-en = Человек читает по-английски: пишите на английском.
desk-prepare-button = Отправить предварительное решение

desk-approve = Подготовленный отказ
desk-approve-by = Подготовил
desk-approve-text = Прочитайте доводы и позицию человека. Вы решаете как второе должностное лицо.
desk-approve-objections = Человек высказал позицию. В письме будут только доводы, которые выше. Если в них не сказано, почему эта позиция не убеждает, верните решение.
desk-approve-confirm = Доводы и позицию человека прочитал(а)
desk-approve-button = Утвердить
desk-return = Вернуть
desk-return-words = Почему возвращается
desk-return-words-hint = Для того, кто подготовил решение.
desk-return-button = Вернуть
desk-no-view = Человек позицию не высказал.

desk-findings = Требования
desk-findings-caption = Требования, их закон и сведения, на которых они держатся
desk-requirement = Требование
desk-values = Сведения
desk-verdict = Итог
desk-filer = О заявителе
desk-evidence = Доказательства
desk-answers = Что ответил человек
desk-deficiencies = Чего не хватает
desk-deficiency-until = до { $date }
desk-history = Ход дела
desk-letters = Письма
desk-view = Позиция человека

desk-problem-words = Напишите текст
desk-problem-requirement = Выберите требование
desk-problem-grounds = Отметьте хотя бы одно требование
desk-problem-reasons = Напишите доводы
desk-problem-confirm = Отметьте, что прочитали доводы и позицию человека
done-desk-granted = Принято положительное решение.
done-desk-asked = Просьба отправлена человеку.
done-desk-prepared = Предварительное решение отправлено человеку.
done-desk-approved = Решение утверждено; человек получил письмо.
done-desk-returned = Возвращено тому, кто подготовил.
done-desk-accepted = Документ принят.
done-desk-turned-down = Документ не принят; человек получил письмо.

asked-waiting = { $count ->
    [one] { $count } вопрос о том, зачем смотрели данные, ждёт ответа.
    [few] { $count } вопроса о том, зачем смотрели данные, ждут ответа.
   *[other] { $count } вопросов о том, зачем смотрели данные, ждут ответа.
}
asked-first = Первый срок – { $date }.
asked-title = Вопросы об обращениях к данным
asked-text = Люди спрашивают, зачем ваш орган смотрел их данные. По закону им полагается ответ – словами и в срок.
asked-none = Вопросов, которые ждут ответа, нет.
asked-asked = Задан
asked-no-case = До начала дела
asked-more = Следующие вопросы
question-title = Зачем мы смотрели?
question-text = Человек увидит ваш ответ рядом с обращением, с вашим именем и органом. Скажите, для чего понадобились данные.
question-answer = Ответ
question-reads = Пишите так, чтобы человек понял. Он читает на этом языке: { $lang }.
question-send = Отправить ответ
done-answered-why = Ответ отправлен. Человек получит сообщение.
inquiry-nothing-asked = Об этом обращении никто не спрашивал.
inquiry-already-answered = На этот вопрос уже ответили.
inquiry-other-body = На этот вопрос отвечает другой орган.
inquiry-kin = Вы не можете отвечать: это ваш близкий родственник.
inquiry-own-look = Об этом говорите не вы: смотрели вы сами. Ответит другой сотрудник.
inquiry-no-words = Напишите ответ.
