import type { Tag } from '@shuke/contract';
import { type Need, type Reader, turnModule } from '../../engine/index.ts';
import { findMember, needsOfRef } from '../members/index.ts';
import {
  type TagChange,
  type TagOfMember,
  type TagWish,
  allowTag,
  forgetTags,
  putTagOrSay,
  refOf,
  refuseTag,
  removeTag,
  saveTag,
} from './change-tags.ts';
import { memberTags, tags } from './store.ts';

declare module '../../engine/input.ts' {
  interface Inputs {
    'tag.save': Tag;
    'tag.put': TagChange;
    'tag.remove': TagChange;
    'tag.refuse': TagWish;
    'tag.allow': TagWish;
  }
}

declare module '../../engine/facts.ts' {
  /** All of them say which tag in what is personal: `tag`, and where staff did it `reason`. */
  interface Facts {
    'tag.added': object;
    'tag.removed': object;
    'tag.refused': object;
    'tag.allowed': object;
  }
}

const ofMember = {
  needs: ({ member }: TagOfMember): Need[] => [...needsOfRef(refOf(member)), [memberTags, member], [tags, 'all']],
  subject: (read: Reader, { member }: TagOfMember) => findMember(read, refOf(member)),
};

export const tagsModule = turnModule({
  name: 'tags',
  collections: [tags, memberTags],
  on: { 'member.erased': forgetTags },
  inputs: {
    'tag.save': { needs: () => [[tags, 'all']], decide: saveTag },
    'tag.put': { ...ofMember, decide: putTagOrSay },
    'tag.remove': { ...ofMember, decide: removeTag },
    'tag.refuse': { ...ofMember, decide: refuseTag },
    'tag.allow': { ...ofMember, decide: allowTag },
  },
});
