export type Paint = (text: string) => string

/** A terminal's colors, or none. Color never carries information on its own. */
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

/** https://no-color.org: any value but the empty string turns color off. */
export function wantsColor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb'
}
