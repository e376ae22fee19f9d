namespace McpActors.Torture.Lanes;

/// <summary>
/// A host whose runtime directory is on a full or read-only disk: a tiny tmpfs of its own mount namespace.
/// </summary>
internal static class SickRegistry
{
    private const string Script =
        """
        mount -t tmpfs -o size=16k,mode=0700 tmpfs "$1" || exit 71
        case $2 in
          full) mkdir -m 700 "$1/run"; dd if=/dev/zero of="$1/run/filler" bs=1k 2>/dev/null ;;
          read-only) mkdir -m 700 "$1/run"; mount -o remount,ro "$1" || exit 71 ;;
        esac
        shift 2
        exec "$@"
        """;

    public static TortureHost Start(Lane lane, string illness)
    {
        var disk = Directory.CreateDirectory(Path.Combine(lane.Folder, illness)).FullName;
        var config = Path.Combine(lane.Folder, $"{illness}.conf");
        File.WriteAllText(config, HostConfig.Text(Path.Combine(disk, "run")));
        return TortureHost.Start(config, TimeSpan.FromSeconds(30), ["unshare", "--mount", "sh", "-c", Script, "sh", disk, illness]);
    }
}
