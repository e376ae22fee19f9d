using System.ComponentModel;
using System.Diagnostics;

namespace McpActors.Processes.Portable;

/// <summary>
/// Starts a process directly and ends its tree as the system shows it: for systems without a subreaper, and installations without a
/// keeper. A double fork escapes it, and nothing ends the servers of a host that is killed. Thread-safe.
/// </summary>
public sealed class TreeLauncher : IProcessLauncher
{
    /// <inheritdoc/>
    public Containment Containment => Containment.Tree;

    /// <inheritdoc/>
    public KeptProcess Start(ProcessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        SpecCheck.ThrowIfUnusable(spec);
        var start = new ProcessStartInfo(spec.Command, spec.Arguments)
        {
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in spec.Environment) start.Environment[name] = value;
        try
        {
            return new TreeProcess(spec, Process.Start(start) ?? throw new InvalidOperationException("no process was started"));
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            throw new ProcessStartException(
                spec.Server,
                $"Server '{spec.Server}' could not be started: {spec.Command}: {e.Message}. Is the command in the PATH that the server gets?",
                e);
        }
    }
}
