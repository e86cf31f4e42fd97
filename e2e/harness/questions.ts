// The questions of the life event and its services, as the pages ask them. Written out here and not
// read from the catalog: a journey fails when a person would be asked something else.
import type { Lang } from "./words.ts";

type Said = Record<Lang, string>;

export const BIRTH: Said = { kk: "Бала туды", ru: "Родился ребёнок", en: "A child is born" };

export const SERVICES = {
  registration: {
    kk: "Баланың тууын тіркеу",
    ru: "Регистрация рождения ребёнка",
    en: "Birth registration",
  },
  allowance: {
    kk: "Бала тууға байланысты жәрдемақы",
    ru: "Пособие на рождение ребёнка",
    en: "Birth allowance",
  },
  care: {
    kk: "Бала күтіміне байланысты жәрдемақы",
    ru: "Пособие по уходу за ребёнком до полутора лет",
    en: "Care allowance to one and a half years",
  },
  kindergarten: {
    kk: "Балабақша кезегіне қою",
    ru: "Постановка в очередь в детский сад",
    en: "Kindergarten queue",
  },
  clinic: {
    kk: "Емханаға тіркеу",
    ru: "Прикрепление к поликлинике",
    en: "Attachment to a clinic",
  },
} satisfies Record<string, Said>;

export type Service = keyof typeof SERVICES;

export const QUESTIONS = {
  given_name: { kk: "Баланың аты", ru: "Имя ребёнка", en: "Child’s given name" },
  surname: { kk: "Баланың тегі", ru: "Фамилия ребёнка", en: "Child’s surname" },
  patronymic: {
    kk: "Баланың әкесінің аты",
    ru: "Отчество ребёнка",
    en: "Child’s patronymic",
  },
  father: {
    kk: "Баланың әкесін қалай жазамыз?",
    ru: "Как записать отца ребёнка?",
    en: "How should the child’s father be recorded?",
  },
  father_iin: { kk: "Баланың әкесінің ЖСН-і", ru: "ИИН отца ребёнка", en: "The father’s IIN" },
  father_name: { kk: "Баланың әкесінің есімі", ru: "Имя отца", en: "The father’s given name" },
  language: {
    kk: "Куәлік қай тілде берілсін?",
    ru: "На каком языке выдать свидетельство?",
    en: "In which language should the certificate be?",
  },
  registrar: {
    kk: "Тууды қай жерде тіркейміз?",
    ru: "Где зарегистрировать рождение?",
    en: "Where should the birth be registered?",
  },
  iban: {
    kk: "Жәрдемақы қай шотқа түссін?",
    ru: "На какой счёт перечислять?",
    en: "Which account should the money go to?",
  },
  kindergarten: {
    kk: "Қай балабақшаға кезекке тұрғыңыз келеді?",
    ru: "В какой детский сад встать в очередь?",
    en: "Which kindergarten would you like?",
  },
  clinic: {
    kk: "Бала қай емханаға тіркелсін?",
    ru: "К какой поликлинике прикрепить ребёнка?",
    en: "Which clinic should the child be attached to?",
  },
  born_on: { kk: "Бала қашан туды?", ru: "Когда родился ребёнок?", en: "When was the child born?" },
  sex: { kk: "Баланың жынысы", ru: "Пол ребёнка", en: "Is the child a girl or a boy?" },
} satisfies Record<string, Said>;

export type Question = keyof typeof QUESTIONS;

/** Answers that are words of the catalog and not of the person. */
export const OPTIONS = {
  kazakh: { kk: "Қазақша", ru: "На казахском", en: "Kazakh" },
  russian: { kk: "Орысша", ru: "На русском", en: "Russian" },
  girl: { kk: "Қыз", ru: "Девочка", en: "Girl" },
  boy: { kk: "Ұл", ru: "Мальчик", en: "Boy" },
  joint: {
    kk: "Бірлескен өтініш бойынша: әкесі де қол қояды",
    ru: "По совместному заявлению: отец тоже подпишет",
    en: "By a joint application: the father will sign too",
  },
  byWords: { kk: "Анасының айтуымен", ru: "Со слов матери", en: "In the mother’s words" },
  blank: { kk: "Жазылмасын", ru: "Не указывать", en: "Leave blank" },
} satisfies Record<string, Said>;

/** Offices that the journeys choose, with the end of their titles. */
export const BODIES = {
  "registrar-2710": { kk: "Орал қаласы", ru: "Уральск", en: "Uralsk" },
  "registrar-2736": { kk: "Бөрлі ауданы", ru: "Бурлинский район", en: "Borli District" },
  "registrar-2744": { kk: "Бәйтерек ауданы", ru: "район Бәйтерек", en: "Baiterek District" },
  "registrar-2758": { kk: "Сырым ауданы", ru: "Сырымский район", en: "Syrym District" },
  "registrar-2760": { kk: "Тасқала ауданы", ru: "Таскалинский район", en: "Taskala District" },
} satisfies Record<string, Said>;

export type Registrar = keyof typeof BODIES;

export const CLINICS = {
  "clinic-2710-1": {
    kk: "Орал қаласының № 1 емханасы",
    ru: "Поликлиника № 1 города Уральска",
    en: "Uralsk City Clinic No. 1",
  },
  "clinic-2710-2": {
    kk: "Орал қаласының № 2 емханасы",
    ru: "Поликлиника № 2 города Уральска",
    en: "Uralsk City Clinic No. 2",
  },
  "clinic-2710-3": {
    kk: "Орал қаласының № 3 емханасы",
    ru: "Поликлиника № 3 города Уральска",
    en: "Uralsk City Clinic No. 3",
  },
  "clinic-2736-1": {
    kk: "Аудандық емхана: Бөрлі ауданы",
    ru: "Районная поликлиника: Бурлинский район",
    en: "District clinic: Borli District",
  },
  "clinic-2744-1": {
    kk: "Аудандық емхана: Бәйтерек ауданы",
    ru: "Районная поликлиника: район Бәйтерек",
    en: "District clinic: Baiterek District",
  },
} satisfies Record<string, Said>;

export type Clinic = keyof typeof CLINICS;
