using System.Reflection;

namespace McpActors.Redis.Scripts;

/// <summary>
/// The Lua scripts: one for each state change, so that it is one step. Only Redis' TIME is compared, and all keys of a
/// script are in one slot.
/// </summary>
internal static class SessionScripts
{
    private static readonly string Common = Read("identity.lua");

    /// <summary>Claims an id, or asks the host that holds it to give it up.</summary>
    public static string Claim { get; } = Common + Read("claim.lua");

    /// <summary>Renews a host and checks its sessions; writes back what Redis has lost.</summary>
    public static string Check { get; } = Common + Read("check.lua");

    public static string Release { get; } = Read("release.lua");

    public static string Touch { get; } = Read("touch.lua");

    public static string Find { get; } = Common + Read("find.lua");

    /// <summary>Finds the hosts that have not renewed in time.</summary>
    public static string Dead { get; } = Common + Read("dead.lua");

    /// <summary>Releases the sessions of a host that has not renewed in time.</summary>
    public static string Bury { get; } = Common + Read("bury.lua");

    private static string Read(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is not embedded in McpActors.Redis.dll");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
