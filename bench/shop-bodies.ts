/** Chinese mobile numbers, one for each member of a load. */
export const memberPhone = (index: number): string => `139${String(index).padStart(8, '0')}`;
