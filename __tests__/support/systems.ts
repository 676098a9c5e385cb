/**
 * Windows has no signals that a process can handle (Node terminates it immediately), and no file modes.
 */
export const onPosix = process.platform !== 'win32'

/** Only Linux exposes a process's command line (/proc); elsewhere no process is identified as the main step's. */
export const onLinux = process.platform === 'linux'
