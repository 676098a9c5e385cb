// What stands in this folder takes the place of packages in the bundle (see scripts/build.ts). They are loaded
// by packages that this action uses, and never called by what it uses of them; reading and compiling them took a
// third of the time that a step needs to start. Whatever is called after all says so.

export function notBundled(name: string): Error {
  return new Error(`${name} is not part of this bundle: nothing here is expected to use it`)
}
