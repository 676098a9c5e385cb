export type Paint = (text: string) => string

/** Colours of a terminal, or none. Nothing is told by colour alone. */
export interface Style {
  readonly color: boolean
  readonly bold: Paint
  readonly dim: Paint
  readonly red: Paint
  readonly green: Paint
  readonly blue: Paint
  readonly cyan: Paint
  readonly plain: Paint
}

export function createStyle(color: boolean): Style {
  const paint =
    (code: number): Paint =>
    text =>
      color && text !== '' ? `\u001b[${code}m${text}\u001b[0m` : text
  return {
    color,
    bold: paint(1),
    dim: paint(2),
    red: paint(31),
    green: paint(32),
    blue: paint(34),
    cyan: paint(36),
    plain: text => text
  }
}

/** https://no-color.org: any value but the empty one switches colours off. */
export function wantsColor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}
