import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Shop } from './shop.ts';

export const PASSWORD = 'a long enough sentence';

/** What the API answers; fails where it is refused. */
export async function made<T>(shop: Shop, method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<T> {
  const answer = await shop.api(method, path, body);
  assert.ok(answer.ok, `${path} answers ${answer.status}`);
  return (await answer.json()) as T;
}

interface Invited {
  staff: { id: string };
  invitation: { token: string };
}

export const invite = async (shop: Shop, name: string, email: string, role: string) =>
  made<Invited>(shop, 'POST', '/api/staff', { email, name, role });

/** Lets somebody in who has chosen a password, and gives their sign-in and id. */
export async function join(shop: Shop, name: string, role: string) {
  const email = `${role}-${String(Math.random()).slice(2)}@example.com`;
  const { staff, invitation } = await invite(shop, name, email, role);
  await made(shop, 'POST', '/api/session/invitation', { token: invitation.token, password: PASSWORD });
  return { id: staff.id, email, password: PASSWORD };
}

/** Chooses from a list in the open form. */
export async function choose(
  page: Page,
  field: string,
  option: string,
  within = page.getByRole('dialog'),
): Promise<void> {
  await within.getByRole('combobox', { name: field, exact: true }).click();
  // Before the list is open, something else on the page may have the same title.
  const named = page.getByTitle(option, { exact: true });
  const one = page.locator('.ant-select-item-option').and(named).last();
  await one.click();
  // A press on a list that is still sliding open may go nowhere.
  const chosen = page.locator('.ant-select-item-option-selected').and(named).last();
  await chosen.waitFor({ state: 'attached', timeout: 3000 }).catch(() => one.click({ timeout: 3000 }).catch(() => {}));
}
