import { join } from 'node:path';
import { serve } from './app.js';
// the bundler's way to a file beside the bundle breaks on a path with a space
serve(join(import.meta.dirname, 'default-seed.yaml'));
