using System.Globalization;

namespace McpActors.Processes.Scanning;

/// <summary>
/// The reach of a scan of the process table: what it saw and what it may have missed. A report never claims more.
/// </summary>
/// <param name="Processes">The number of processes seen.</param>
/// <param name="Unreadable">The number of processes that could not be read (<c>/proc</c> mounted with hidepid=1, see
/// proc(5)).</param>
/// <param name="Hidden">Whether <c>/proc</c> hides other users' processes (hidepid=2 and above).</param>
/// <param name="Born">The number of processes and threads that the machine started during the scan (<c>/proc/stat</c>,
/// processes).</param>
/// <param name="Settled">Whether the scan caught up with new processes. If false, processes started faster than they
/// could be read, and one may have been missed.</param>
/// <param name="Elapsed">The duration of the scan.</param>
public sealed record ScanReach(int Processes, int Unreadable, bool Hidden, long Born, bool Settled, TimeSpan Elapsed)
{
    /// <summary>Whether the scan saw every process that existed at its end.</summary>
    public bool Complete => Unreadable == 0 && !Hidden && Settled;

    /// <summary>Describes the reach for people, in one sentence.</summary>
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
