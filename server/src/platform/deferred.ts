/** Thrown where a call is not carried out yet, but kept until others have approved it: neither an answer nor a refusal. */
export class Deferred extends Error {
  readonly id: string;

  constructor(id: string) {
    super(`kept under ${id} until it is approved`);
    this.name = 'Deferred';
    this.id = id;
  }
}
