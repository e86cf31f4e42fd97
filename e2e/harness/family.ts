// Families of the demonstration, as a journey fills their application in.
import type { Clinic, Registrar, Service } from "./questions.ts";

export interface Child {
  givenName: string;
  surname: string;
  patronymic?: string;
}

export interface Family {
  /** Who files, as the sign-in page shows the name. */
  filer: string;
  children: Child[];
  registrar: Registrar;
  language: "kazakh" | "russian";
  father?: { how: "joint"; iin: string } | { how: "byWords"; name: string } | { how: "blank" };
  /** Typed when no register has an account; else the register's is confirmed. */
  iban?: string;
  kindergarten?: string;
  clinic?: Clinic;
  /** Services the parent takes the tick from. */
  without: Service[];
  /** Told by the parent while no register has the birth. */
  event?: { bornOn: [day: string, month: string, year: string]; sex: "girl" | "boy" };
}

export const MARRIED: Family = {
  filer: "Айгерім Ахметова",
  children: [{ givenName: "Айша", surname: "Ахметова", patronymic: "Нұрланқызы" }],
  registrar: "registrar-2710",
  language: "kazakh",
  kindergarten: "«Балдырған» балабақшасы",
  clinic: "clinic-2710-1",
  without: ["care"],
};

export const JOINT: Family = {
  filer: "Дана Қайратқызы",
  children: [{ givenName: "Әли", surname: "Тілеубаев", patronymic: "Ерланұлы" }],
  registrar: "registrar-2710",
  language: "kazakh",
  father: { how: "joint", iin: "970218591350" },
  clinic: "clinic-2710-2",
  without: ["kindergarten"],
};

export const ALONE: Family = {
  filer: "Жанна Оразова",
  children: [{ givenName: "Алан", surname: "Оразов", patronymic: "Маратович" }],
  registrar: "registrar-2736",
  language: "russian",
  father: { how: "byWords", name: "Марат" },
  iban: "KZ537222710000023757",
  kindergarten: "«Айналайын» балабақшасы",
  clinic: "clinic-2736-1",
  without: [],
};

export const TWINS: Family = {
  filer: "Сәуле Жұмабаева",
  children: [
    { givenName: "Інжу", surname: "Жұмабаева", patronymic: "Бауыржанқызы" },
    { givenName: "Арлан", surname: "Жұмабаев", patronymic: "Бауыржанұлы" },
  ],
  registrar: "registrar-2710",
  language: "kazakh",
  clinic: "clinic-2710-3",
  without: ["kindergarten"],
};

export const HOME: Family = {
  filer: "Гүлнұр Сағынова",
  children: [{ givenName: "Нұртілек", surname: "Сағынов", patronymic: "Асхатұлы" }],
  registrar: "registrar-2744",
  language: "kazakh",
  kindergarten: "«Бөбек» балабақшасы",
  clinic: "clinic-2744-1",
  without: [],
};

export const STILLBORN: Family = {
  filer: "Мадина Есенова",
  children: [],
  registrar: "registrar-2710",
  language: "kazakh",
  without: [],
};

export const RECORD_LACKS: Family = {
  filer: "Әйгерім Нұрғалиева",
  children: [{ givenName: "Сафия", surname: "Нұрғалиева", patronymic: "Айбекқызы" }],
  registrar: "registrar-2710",
  language: "kazakh",
  clinic: "clinic-2710-1",
  without: ["care", "kindergarten"],
  event: { bornOn: ["16", "3", "2026"], sex: "girl" },
};

export const RECORD_ARRIVES: Family = {
  filer: "Жұлдыз Әбілова",
  children: [{ givenName: "Рамазан", surname: "Әбілов", patronymic: "Санжарұлы" }],
  registrar: "registrar-2758",
  language: "kazakh",
  without: ["care", "kindergarten", "clinic"],
  event: { bornOn: ["16", "3", "2026"], sex: "boy" },
};

export const NO_RIGHT: Family = {
  filer: "Екатерина Соколова",
  children: [{ givenName: "Михаил", surname: "Соколов" }],
  registrar: "registrar-2710",
  language: "russian",
  father: { how: "blank" },
  without: ["care", "kindergarten", "clinic"],
};

export const REGISTER_DOWN: Family = {
  filer: "Айнұр Бекова",
  children: [{ givenName: "Адия", surname: "Бекова", patronymic: "Тимурқызы" }],
  registrar: "registrar-2760",
  language: "kazakh",
  without: ["care", "kindergarten", "clinic"],
};
