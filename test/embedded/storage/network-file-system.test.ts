import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  findNetworkFileSystem,
  mountTypeOf,
  networkFileSystem,
} from '../../../src/embedded/storage/network-file-system.ts';

const notAsked = (): never => {
  throw new Error('the mounts were read');
};
const FUSE = 0x65735546;

describe('the file system of the data file', () => {
  it.each([
    { name: 'nfs', type: 0x6969 },
    { name: 'smbfs', type: 0x517b },
    { name: 'cifs', type: 0xff534d42 },
    { name: 'cifs', type: 0xff534d42 | 0 },
    { name: 'smb2', type: 0xfe534d42 },
    { name: '9p', type: 0x01021997 },
    { name: 'ceph', type: 0x00c36400 },
    { name: 'vboxsf', type: 0x786f4256 },
  ])('of type $type is a network file system: $name', ({ name, type }) => {
    expect(networkFileSystem(type, notAsked)).toBe(name);
  });

  it.each([
    { name: 'ext4', type: 0xef53 },
    { name: 'xfs', type: 0x58465342 },
    { name: 'btrfs', type: 0x9123683e },
    { name: 'tmpfs', type: 0x01021994 },
    { name: 'overlayfs', type: 0x794c7630 },
    { name: 'zfs', type: 0x2fc12fc1 },
    { name: 'nothing known', type: 0 },
  ])('of type $type is a local one: $name', ({ type }) => {
    expect(networkFileSystem(type, notAsked)).toBeUndefined();
  });

  it.each([
    { mount: 'fuse.sshfs', found: 'fuse.sshfs' },
    { mount: 'fuse.rclone', found: 'fuse.rclone' },
    { mount: 'fuse.ceph-fuse', found: 'fuse.ceph-fuse' },
    { mount: 'fuseblk', found: undefined },
    { mount: 'fuse.mergerfs', found: undefined },
    { mount: 'fuse.sshfs2', found: undefined },
    { mount: 'virtiofs', found: undefined },
    { mount: undefined, found: undefined },
  ])('of a process of a user is told apart by the type of its mount: $mount', ({ mount, found }) => {
    expect(networkFileSystem(FUSE, () => mount)).toBe(found);
  });

  it.skipIf(process.platform !== 'linux')('is found for a file that is not there yet by its directory', () => {
    expect(findNetworkFileSystem(join(tmpdir(), 'no-such-file.sqlite'))).toBe(findNetworkFileSystem(tmpdir()));
  });

  it.skipIf(process.platform !== 'linux')('of a directory that does not exist is an error', () => {
    expect(() => findNetworkFileSystem(join(tmpdir(), 'no-such-directory', 'x.sqlite'))).toThrow('ENOENT');
  });
});

const mounts = [
  '22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw',
  '30 22 0:26 / /home rw,nosuid - btrfs /dev/sdb rw',
  '31 30 0:27 / /home/ada/remote rw,nosuid,nodev,relatime shared:9 master:2 - fuse.sshfs ada@host: rw,user_id=1000',
  String.raw`32 30 0:28 / /home/ada/my\040disk rw - fuse.rclone cloud: rw`,
  '33 22 0:29 / /mnt rw - ext4 /dev/sdc rw',
  '34 33 0:30 / /mnt rw - nfs4 server:/export rw',
  '',
].join('\n');

describe('the mount of a path', () => {
  it.each([
    { path: '/var/lib/x', type: 'ext4' },
    { path: '/home/ada', type: 'btrfs' },
    { path: '/home/ada/remote', type: 'fuse.sshfs' },
    { path: '/home/ada/remote/data/x.sqlite', type: 'fuse.sshfs' },
    { path: '/home/ada/remoteness', type: 'btrfs' },
    { path: '/home/ada/my disk/x', type: 'fuse.rclone' },
    { path: '/mnt/x', type: 'nfs4' },
  ])('$path is the deepest one above it: $type', ({ path, type }) => {
    expect(mountTypeOf(path, mounts)).toBe(type);
  });

  it('is not known from an empty list', () => {
    expect(mountTypeOf('/home', '')).toBeUndefined();
  });
});
