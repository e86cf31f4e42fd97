# Услуги и жизненные ситуации.

begin = Начать заявление
life-event-happens = Что произойдёт
life-event-need = Что понадобится
life-event-need-nothing = Никаких документов: сведения мы возьмём из регистров.
life-event-need-minutes = Заполнение займёт около пяти минут.
life-event-need-save = На любом шаге можно сохранить и продолжить позже.
step-after = после услуги: { $service }
step-optional = можно не выбирать
service-part-of = Оформляется одним заявлением по жизненной ситуации «{ $event }»
service-in-short = Коротко
service-who = Кто решает
service-office-chosen = Отдел выбираете вы: подойдёт любой в стране.
service-office-by-address = По вашему месту жительства.
service-term = Срок
service-term-variant = В особом случае: { $term }.
service-fee = Стоимость
service-free = Бесплатно
service-documents = Документы
service-documents-none = Не нужны. Сведения мы берём из регистров сами.
service-asks = Что спросим у вас
service-requirements = Требования
service-reads = Какие регистры запрашиваются
service-reads-text = Запрашиваются только эти сведения. Перед подачей заявления мы покажем их ещё раз.
service-appeal = Обжалование
service-appeal-text = Если вы не согласны с решением, жалобу можно подать сюда: { $body }. Срок подачи: { $within }. Срок рассмотрения: { $decided }.
service-kept = { $years ->
    [one] Материалы дела хранятся { $years } год.
    [few] Материалы дела хранятся { $years } года.
   *[other] Материалы дела хранятся { $years } лет.
}
basis-law = По закону
basis-consent = С вашего согласия
body-registrar = Регистрирующий орган (РАГС)
body-social-office = Орган по труду и социальной защите
body-education = Отдел образования
body-clinic = Поликлиника
body-state-corporation = Государственная корпорация
body-quality-authority = Орган по контролю качества услуг
body-health-department = Управление здравоохранения
body-ministry = Министерство
