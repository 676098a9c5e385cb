import { join } from 'node:path'
import { serve } from './app.ts'

// the bundler's own asset resolution fails for paths with spaces
serve(join(import.meta.dirname, 'default-seed.yaml'))
