import { Module } from '@nestjs/common';
import { TranslateTextResolver } from './translate-text.resolver.js';

/** One mutation translates the texts of every record. */
@Module({ providers: [TranslateTextResolver] })
export class TranslationsModule {}
