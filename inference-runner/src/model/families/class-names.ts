import type { FileFacts } from '../types.js';
import type { Hints } from './family.js';

/** The 80 classes of COCO, as detectors number them. */
export const COCO_80: readonly string[] = (
  'person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,stop sign,parking meter,bench,bird,cat,' +
  'dog,horse,sheep,cow,elephant,bear,zebra,giraffe,backpack,umbrella,handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,kite,' +
  'baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,wine glass,cup,fork,knife,spoon,bowl,banana,apple,' +
  'sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,potted plant,bed,dining table,toilet,tv,laptop,mouse,' +
  'remote,keyboard,cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase,scissors,teddy bear,hair drier,toothbrush'
).split(',');

/**
 * The 91 categories of COCO by their ids, as the first DETR and RF-DETR number them. Eleven of them have no boxes in the data set
 * (they are named in its paper), and no category has the id 0.
 */
export const COCO_91: readonly string[] = (
  'class 0,person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,street sign,stop sign,' +
  'parking meter,bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,hat,backpack,umbrella,shoe,eye glasses,handbag,tie,' +
  'suitcase,frisbee,skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,plate,' +
  'wine glass,cup,fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,' +
  'potted plant,bed,mirror,dining table,window,desk,toilet,door,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven,toaster,' +
  'sink,refrigerator,blender,book,clock,vase,scissors,teddy bear,hair drier,toothbrush'
).split(',');

/** How many classes are named, by the file or the configuration; null where neither does. */
export function namedClasses({ classes }: FileFacts, hints: Hints): number | null {
  return classes?.length ?? hints.classes;
}

/** Names of a model's classes, with what a user should know of them. */
export interface ClassNames {
  names: string[];
  notes: string[];
}

/** The file's own names; else those of COCO where it has as many classes; else numbers. */
export function classNames(count: number, facts: FileFacts): ClassNames {
  const { classes } = facts;
  if (classes?.length === count) return { names: [...classes], notes: [] };
  const wrong = classes
    ? [`the file names ${classes.length} classes, but the model has ${count}: names are left out`]
    : [];
  if (count === COCO_80.length) {
    const note = 'the file does not name its 80 classes, they are taken for those of COCO: `labels` names others';
    return { names: [...COCO_80], notes: [...wrong, note] };
  }
  return { names: numbered(count), notes: [...wrong, 'the file does not name its classes: `labels` does'] };
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `class ${index}`);
}
