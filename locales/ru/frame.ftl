# Слова и значения, общие для всех страниц.

tutas = Тұтас
skip-to-content = Перейти к содержанию
language = Язык
main-navigation = Основные разделы
nav-home = Главная
nav-cabinet = Мой кабинет
nav-access = Кто смотрел мои данные
nav-desk = Рабочее место
nav-audit = Аудит
back = Назад
done = Готово
warning = Внимание
services = Услуги
accessibility = Доступность
privacy = Персональные данные
footer-text = «Тұтас» – открытая программа государственных услуг. Рядом с каждым сроком и требованием стоит его закон; ссылки, не сверенные с текстом закона, отмечены.
demo = Демонстрация
demo-people-invented = Все люди здесь вымышлены.
demo-clock = Часы: { $now }.
demo-next-day = Перейти к следующему рабочему дню
done-next-day = Часы переведены на утро следующего рабочего дня.

yes = Да
no = Нет
value-none = Не указано
value-unknown = Неизвестно
whose-you = Ваши данные
whose-child = Данные ребёнка
whose-adult = Чьи данные: { $role }
whose-public = Открытые данные
unknown-no-consent = Согласия нет, поэтому мы не запрашивали. Документ можно предоставить самому.
unknown-down = Регистр сейчас не отвечает. Мы запросим снова; из-за этого никому не отказывают.
unknown-unusable = Ответ регистра использовать нельзя. Мы запросим снова.
unknown-later = Запросим позже, когда станет известно, по чему искать.
child-one = Ребёнок
child-of-sex = { $sex }
child-number = Ребёнок { $number }
children-count = { $count ->
    [one] { $count } ребёнок
    [few] { $count } ребёнка
   *[other] { $count } детей
}
born-on = дата рождения: { $date }
term-working-days = { $count ->
    [one] { $count } рабочий день
    [few] { $count } рабочих дня
   *[other] { $count } рабочих дней
}
term-calendar-days = { $count ->
    [one] { $count } календарный день
    [few] { $count } календарных дня
   *[other] { $count } календарных дней
}
term-months = { $count ->
    [one] { $count } месяц
    [few] { $count } месяца
   *[other] { $count } месяцев
}
term-minutes = { $count ->
    [one] { $count } минута
    [few] { $count } минуты
   *[other] { $count } минут
}
law-secondary = источник – портал или новости, с текстом закона ещё не сверено
law-assumed = допущение: определит министерство
iin = ИИН
day = День
month = Месяц
year = Год
optional = необязательно
select-none = Выберите
value-from-register = Проверьте: это сведения регистра ({ $register }). Если верно, оставьте как есть.
continue = Продолжить
change = Изменить
choice-none = Не указывать
