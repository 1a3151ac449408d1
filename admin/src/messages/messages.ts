import type { zh } from './zh.ts';

/** Chinese is written first and decides the shape: a message missing in another language is a type error. */
export type Messages = typeof zh;
