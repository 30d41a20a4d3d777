/**
 * The file systems that may not hold the data file. Processes that share it meet in a memory map of its `-shm` file and in
 * locks on it; over a network, neither reaches the other machine, and both would write as if they were alone.
 */
import { existsSync, readFileSync, realpathSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The name of the network file system that the file is on, or will be on when it is made. Only Linux is asked: elsewhere the
 * type numbers of file systems are not fixed. Throws what `statfs` throws.
 */
export function findNetworkFileSystem(path: string): string | undefined {
  if (process.platform !== 'linux') return undefined;
  const place = realpathSync(existsSync(path) ? path : dirname(path));
  const { type } = statfsSync(place);
  return networkFileSystem(type, () => mountTypeOf(place, readFileSync('/proc/self/mountinfo', 'utf8')));
}

/** `mountType` is asked where the number alone does not tell: every file system of a user's process has that of FUSE. */
export function networkFileSystem(type: number, mountType: () => string | undefined): string | undefined {
  // The kernel's number is a signed 32-bit one on some machines.
  const number = type >>> 0;
  if (number !== FUSE) return NETWORK_TYPES.get(number);
  const name = mountType();
  return name !== undefined && NETWORK_FUSE.test(name) ? name : undefined;
}

const FUSE = 0x6573_5546;

/** Those of statfs(2) and linux/magic.h that are reached over a network, or shared between a virtual machine and its host. */
const NETWORK_TYPES: ReadonlyMap<number, string> = new Map([
  [0x6969, 'nfs'],
  [0x517b, 'smbfs'],
  [0xff53_4d42, 'cifs'],
  [0xfe53_4d42, 'smb2'],
  [0x564c, 'ncpfs'],
  [0x0102_1997, '9p'],
  [0x5346_414f, 'afs'],
  [0x6b41_4653, 'kafs'],
  [0x7375_7245, 'coda'],
  [0x00c3_6400, 'ceph'],
  [0x0bd0_0bd0, 'lustre'],
  [0x4750_4653, 'gpfs'],
  [0x1983_0326, 'beegfs'],
  [0xaad7_aaea, 'panfs'],
  [0x786f_4256, 'vboxsf'],
  [0xbacb_acbc, 'vmhgfs'],
  [0x7c7c_6673, 'prl_fs'],
]);

/** What is not named here is taken for a local one, such as fuse.mergerfs, fuse.fuse-overlayfs and fuseblk. */
const NETWORK_FUSE =
  /^fuse\.(sshfs|s3fs|gcsfuse|goofys|rclone|mount-s3|blobfuse2?|juicefs|seaweedfs|glusterfs|ceph|ceph-fuse|mfs|moosefs|lizardfs|hdfs|davfs|davfs2|curlftpfs|smbnetfs|gvfsd-fuse|vmhgfs-fuse|fuse_dfs|grpcfuse|osxfs)$/;

/** The type of the mount that a path without links is on, from the text of /proc/self/mountinfo. */
export function mountTypeOf(path: string, mountInfo: string): string | undefined {
  let found: { readonly point: string; readonly type: string | undefined } | undefined;
  for (const line of mountInfo.split('\n')) {
    const [place = '', what] = line.split(' - ');
    const point = unescapeOctal(place.split(' ')[4] ?? '');
    const isAbove =
      point === '/' ? path.startsWith('/') : point !== '' && (path === point || path.startsWith(`${point}/`));
    // Of two mounts at one point the later one hides the other.
    if (isAbove && point.length >= (found?.point.length ?? 0)) found = { point, type: what?.split(' ')[0] };
  }
  return found?.type;
}

/** White space and backslashes in a mount point are written as three octal digits. */
function unescapeOctal(text: string): string {
  return text.replaceAll(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)));
}
