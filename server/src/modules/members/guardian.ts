/** Until this age a guardian decides (个人信息保护法 31). */
const AGE_OF_OWN_CONSENT = 14;

/**
 * Whether somebody born on a day is too young, on another, to consent by themselves. Days as in 2012-05-01. Who has told no birthday is
 * taken to be of age.
 */
export function needsGuardian(birthday: string | null, today: string): boolean {
  if (birthday === null) return false;
  return `${Number(birthday.slice(0, 4)) + AGE_OF_OWN_CONSENT}${birthday.slice(4)}` > today;
}
