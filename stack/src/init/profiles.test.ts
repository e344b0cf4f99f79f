import { ArgumentsError } from '@framewatch/service-kit';
import { readProfiles } from './index.js';

describe('readProfiles', () => {
  it('takes names with commas between them, in any order', () => {
    expect(readProfiles('')).toEqual([]);
    expect(readProfiles('reporting, gpu,gpu')).toEqual(['gpu', 'reporting']);
  });

  it('refuses a name that it does not know, and says which there are', () => {
    expect(() => readProfiles('gpu,tpu')).toThrow(ArgumentsError);
    expect(() => readProfiles('tpu')).toThrow('there is no profile "tpu": choose among emulator, gpu, ha, reporting');
  });
});
