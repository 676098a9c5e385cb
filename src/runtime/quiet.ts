// NODE_DEBUG=http makes Node print every request with its Authorization header. Node reads the variable
// before any code of ours runs, so the printing itself is taken away. Must be the first import.
;(process as unknown as { _rawDebug: () => void })._rawDebug = () => undefined
delete process.env['NODE_DEBUG']
delete process.env['DEBUG']

export {}
