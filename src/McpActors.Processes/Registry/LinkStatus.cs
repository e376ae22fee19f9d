using System.Runtime.InteropServices;
using System.Text;
using McpActors.Processes.Linux;

namespace McpActors.Processes.Registry;

/// <summary>
/// The result of statx(2) for a name itself, without following a link. statx has the same layout on every architecture;
/// lstat does not.
/// </summary>
internal readonly record struct LinkStatus(uint Mode, uint User)
{
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint STATX_TYPE_MODE_UID = 0x1 | 0x2 | 0x8;
    private const uint S_IFMT = 0xF000, S_IFDIR = 0x4000, S_IFLNK = 0xA000;

    public bool IsLink => (Mode & S_IFMT) == S_IFLNK;

    public bool IsDirectory => (Mode & S_IFMT) == S_IFDIR;

    /// <summary>Reads the status; null if there is no such name.</summary>
    public static unsafe LinkStatus? Of(string path)
    {
        // struct statx has 256 bytes: stx_uid at 20, stx_mode at 28.
        var status = stackalloc byte[256];
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
        {
            if (Libc.statx(Libc.AT_FDCWD, name, AT_SYMLINK_NOFOLLOW, STATX_TYPE_MODE_UID, status) == 0)
                return new LinkStatus(*(ushort*)(status + 28), *(uint*)(status + 20));
        }
        var errno = Marshal.GetLastPInvokeError();
        return errno is Libc.ENOENT or Libc.ENOTDIR or Libc.EACCES ? null : throw new IOException(Libc.Describe($"statx {path}", errno));
    }
}
