import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { colours } from './theme.ts';

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

test('style sheet and components use the same colours', () => {
  const css = readFileSync(new URL('app.css', import.meta.url), 'utf8');
  const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  for (const [name, value] of Object.entries(colours))
    assert.match(css, new RegExp(`--${kebab(name)}: ${value};`), name);
});

test('every text colour is readable on every surface (contrast AA, 4.5 : 1)', () => {
  for (const text of ['accent', 'ink', 'inkSoft', 'inkFaint', 'danger', 'warning', 'won'] as const) {
    for (const surface of ['surface', 'ground'] as const) {
      const ratio = contrast(colours[text], colours[surface]);
      assert.ok(ratio >= 4.5, `${text} on ${surface} has only ${ratio.toFixed(2)}`);
    }
  }
});
