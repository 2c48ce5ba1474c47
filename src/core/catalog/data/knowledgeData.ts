/** All that is known of AWS, read once. Its own module, so that it loads with the first completion and not before. */
import { readKnowledge, type AwsKnowledge } from '../knowledge.js';
import { configurationShapes } from './configurationShapes.js';
import { errorCodes } from './errorCodes.js';
import { eventNamesCompute } from './eventNamesCompute.js';
import { eventNamesData } from './eventNamesData.js';
import { eventNamesSecurity } from './eventNamesSecurity.js';
import { otherShapes, requestShapes } from './eventShapes.js';
import { fixedValues } from './fixedValues.js';
import { investigations } from './investigations.js';
import { regions } from './regions.js';
import { resourceTypes } from './resourceTypes.js';

/** Takes some milliseconds; keep the answer. */
export const awsKnowledge = (): AwsKnowledge =>
  readKnowledge({
    eventNames: [eventNamesCompute, eventNamesSecurity, eventNamesData],
    regions,
    resourceTypes,
    errorCodes,
    values: fixedValues,
    eventShapes: [requestShapes, otherShapes],
    configurationShapes,
    investigations,
  });
