# Кто смотрел мои данные.

access-title = Кто смотрел мои данные
access-text = Каждое обращение к вашим данным в регистрах записывается: кто, что, зачем и по какому закону. Сначала новые.
access-none = К вашим данным здесь ещё никто не обращался.
access-fields = Что прочитано
access-by = Кто
access-by-yourself = Вы сами
access-by-program = Тұтас, для заявления
access-by-officer = Должностное лицо: { $body }
access-purpose = Зачем
access-number = № { $number }
access-law = На основании
access-by-consent = с согласия
access-by-law = по закону
access-older = Более ранние
access-newest = Самые новые
access-wrong = Не узнаёте обращение? Спросите владельца названного там регистра.
access-case-file = Материалы вашего дела
