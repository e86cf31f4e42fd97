# Услуги и жизненные ситуации.

services-for-programs = Для программ: тот же реестр как связанные данные (CPSV-AP 3.2.0).
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

# Что происходит с данными людей.
notice-link = Что происходит с данными: что читается, зачем и чем это грозит
notice-title = Что происходит с вашими данными
notice-lead = Эта страница составлена из того же определения, по которому работает программа. Она не может говорить одно, а делать другое.
notice-machine-may-grant = Положительное решение может принять программа.
notice-machine-by-law = Это разрешает закон.
notice-machine-by-consent = Только с вашего согласия на это.
notice-people-decide = Решают люди.
notice-kept = Сколько хранится
notice-abroad = Где хранится
notice-risk = Риск для людей
notice-risk-before = до принятия мер
notice-risk-after = после принятия мер
level-low = низкий
level-medium = средний
level-high = высокий
notice-steps = Услуги по тому же заявлению
notice-steps-text = Сначала выясняется, на кого подаётся заявление. Затем каждая услуга читает то, что нужно ей самой:
notice-reads = Что читается и зачем
notice-reads-text = У каждого поля указано всё, для чего оно используется. Больше ничего у регистра не запрашивается и не хранится.
notice-owner = Ведёт
notice-fields = { $count ->
    [one] { $count } поле
    [few] { $count } поля
   *[other] { $count } полей
}
notice-sensitive = чувствительное
use-requirement = для требования «{ $what }»
use-term = чтобы знать, какой срок действует
use-question = для вопроса «{ $what }»
use-amount = чтобы рассчитать сумму
use-document = для документа «{ $what }»
use-entry = для записи: «{ $what }»
use-look-up = чтобы найти сведения: «{ $what }»
use-identity = чтобы убедиться, чья это запись
use-decider = чтобы найти орган, который решает
use-left-out = чтобы не учитывать записи, которые больше не действуют
use-subject = чтобы знать, на кого подаётся заявление
use-step = для шага «{ $what }»
use-tone = чтобы страницы говорили подходящими словами
use-nothing = ни одно правило его не использует; его видите только вы и тот, кто решает
notice-entry = Что записывается
notice-entry-text = При положительном решении делается запись: «{ $register }» (ведёт: { $owner }). В ней указывается:
notice-who-sees = Кто это видит
notice-sees-you = Вы и каждый, о ком эти данные: то, что относится к нему.
notice-sees-officers = Сотрудники, которые работают с делом в органе, который решает: { $body }.
notice-sees-appeal = Вышестоящий орган, если вы подадите жалобу.
notice-sees-nobody = Другие, только если к этому обязывает закон. Каждый просмотр записывается.
notice-rights = Ваши права
notice-right-access = Увидеть, кто смотрел ваши данные и зачем.
notice-right-access-link = Кто смотрел
notice-right-correction = Сказать, что данные неверны: их исправят. Срок: { $term }.
notice-right-withdrawal = Отозвать согласие: чтение прекратится. Срок: не больше чем { $term }.
notice-right-objection = Возразить против решения программы: вам ответит человек. Срок: { $term }.
notice-risks = Риски до и после принятия мер
notice-risks-text = Баллы считаются из определения по опубликованной модели; вручную их никто не ставит.
notice-measures = Меры
notice-points = Баллы: { $before } до мер, { $after } после
notice-points-all = Всего баллов: { $before } до мер, { $after } после.
notice-opinion = Заключение ответственного за защиту данных
notice-opinion-missing = Оно нужно, но его ещё нет. До тех пор услуга не оказывается.
notice-opinion-not-needed = Не требуется: риск невысокий.
notice-json = Для программ:
notice-hash = К чему относится заключение:

# Перечень основных требований.
annex-link = Услуга в таблице, как требует закон о государственных услугах
annex-lead = Эта таблица составлена из определения, по которому работает программа.
annex-number = №
annex-row = Строка
annex-says = Что действует
annex-missing = В определении ничего не сказано о строках:
annex-files = Сохранить:
annex-text = текст
