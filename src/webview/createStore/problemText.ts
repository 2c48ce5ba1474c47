import type { PlanProblem } from '../../core/stores/planProblems.js';
import type { Strings } from '../ui/strings.js';

export function problemText(strings: Strings, problem: PlanProblem): string {
  switch (problem.kind) {
    case 'name':
      return strings('3 to 128 letters, digits, dots, hyphens and underscores.');
    case 'nothing':
      return strings('Choose at least one kind of event to collect.');
    case 'selectorsUnreadable':
      return strings('This is not a JSON list of advanced event selectors.');
    case 'selectorsMixed':
      return strings(
        'Each selector needs one eventCategory that equals Management, Data or NetworkActivity. Choose the other kinds above.',
      );
    case 'tooManySelectors':
      return strings(
        'That makes {0} selectors; a store takes {1}. Take fewer resource types or services, or write the selectors yourself.',
        problem.count,
        problem.most,
      );
    case 'tooManyValues':
      return strings('The selectors have {0} values; a store takes {1}.', problem.count, problem.most);
    case 'dataType':
      return strings('"{0}" is not a resource type. Write one such as AWS::S3::Object.', problem.text);
    case 'networkSource':
      return strings('"{0}" is not a service. Write one such as s3.amazonaws.com.', problem.text);
    case 'retention':
      return strings('A whole number from {0} to {1}.', problem.least, problem.most);
    case 'kmsKey':
      return strings('Write the ARN, ID or alias of a KMS key, or leave it empty.');
    case 'tag':
      return strings(
        'The tag "{0}" cannot be taken: keys have 1 to 128 characters, values at most 256, and aws: is kept for AWS.',
        problem.text,
      );
    case 'tagTwice':
      return strings('The tag "{0}" is there twice.', problem.text);
    case 'tooManyTags':
      return strings('{0} tags; a store takes {1}.', problem.count, problem.most);
  }
  return problem satisfies never;
}
