using System.Globalization;

namespace McpActors.Processes.Scanning;

/// <summary>What a scan of the process table could see, and what not: a report never claims more than this.</summary>
/// <param name="Processes">How many processes it saw.</param>
/// <param name="Unreadable">How many it was not allowed to look at (<c>/proc</c> mounted with hidepid=1, see proc(5)).</param>
/// <param name="Hidden">Whether <c>/proc</c> hides other users' processes altogether (hidepid=2 and above).</param>
/// <param name="Born">How many processes and threads the machine started while it looked (<c>/proc/stat</c>, processes).</param>
/// <param name="Settled">
/// Whether it has caught up with them. If not, processes were started faster than it could look, and one may have been missed.
/// </param>
/// <param name="Elapsed">How long it took.</param>
public sealed record ScanReach(int Processes, int Unreadable, bool Hidden, long Born, bool Settled, TimeSpan Elapsed)
{
    /// <summary>Whether it saw every process that was there at its end.</summary>
    public bool Complete => Unreadable == 0 && !Hidden && Settled;

    /// <summary>One sentence for people.</summary>
    public string Describe()
    {
        var seen = string.Create(
            CultureInfo.InvariantCulture, $"{Processes} {(Processes == 1 ? "process" : "processes")} seen in {Elapsed.TotalMilliseconds:0.0} ms");
        if (Unreadable > 0) seen += string.Create(CultureInfo.InvariantCulture, $", {Unreadable} not readable");
        if (Hidden) seen += ", other users' are hidden (hidepid)";
        if (!Settled) seen += string.Create(CultureInfo.InvariantCulture, $", {Born} were started meanwhile, faster than it could look");
        return seen;
    }
}
