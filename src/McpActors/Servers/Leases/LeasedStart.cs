using McpActors.Processes;
using McpActors.Processes.Ledger;

namespace McpActors.Servers;

/// <summary>
/// Starts a process for a lease, independently of any actor: the requester may stop before the process starts.
/// </summary>
internal static class LeasedStart
{
    /// <exception cref="ProcessStartException">Nothing was started; the lease has ended.</exception>
    public static Task<KeptProcess> RunAsync(IProcessLauncher launcher, ProcessSpec spec, Lease lease) => Task.Run(() =>
    {
        try
        {
            var process = launcher.Start(spec with { Lineage = lease.Lineage });
            lease.Attach(process);
            return process;
        }
        catch (Exception e)
        {
            lease.StartFailed((e as ProcessStartException)?.Reason ?? e.Message);
            throw;
        }
    });
}
