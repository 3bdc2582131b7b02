import { Controller, Get, Header, HttpCode, HttpException, HttpStatus } from '@nestjs/common';
import { CasebookRuntime } from '../runtime/casebook-runtime.js';
import { Readiness } from './readiness.js';

@Controller('health')
export class HealthController {
  constructor(private readonly runtime: CasebookRuntime) {}

  /** The process answers; nothing is said about what it stands on. */
  @Get('live')
  @HttpCode(HttpStatus.OK)
  @Header('cache-control', 'no-store')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 200 once queries are answered from a read model that has reached the log's head as of the start; else 503. */
  @Get('ready')
  @Header('cache-control', 'no-store')
  async ready(): Promise<object> {
    const { ready, stopping, ...details } = await new Readiness(this.runtime).check();
    const body = { status: stopping ? 'stopping' : ready ? 'ok' : 'unavailable', ...details };
    if (!ready) throw new HttpException(body, HttpStatus.SERVICE_UNAVAILABLE);
    return body;
  }
}
