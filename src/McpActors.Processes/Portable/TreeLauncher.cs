using System.ComponentModel;
using System.Diagnostics;

namespace McpActors.Processes.Portable;

/// <summary>
/// Starts a process directly and ends its tree as the system shows it: for systems without a subreaper and
/// installations without a keeper. A double fork escapes, and the servers of a killed host keep running. Thread-safe.
/// </summary>
/// <param name="weakness">The reason why there is no keeper, with the remedy; without a final full stop.</param>
internal sealed class TreeLauncher(string weakness = "no keeper was looked for") : IProcessLauncher
{
    /// <inheritdoc/>
    public Containment Containment => Containment.Tree;

    /// <inheritdoc/>
    public string Weakness { get; } = weakness;

    /// <inheritdoc/>
    public KeptProcess Start(ProcessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        SpecValidation.ThrowIfUnusable(spec);
        var command = CommandPath.Resolve(spec)
            ?? throw Failed(spec, $"it was not found in PATH ({spec.Environment.GetValueOrDefault("PATH", "")})", null);
        var start = new ProcessStartInfo(command, spec.Arguments)
        {
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in spec.WholeEnvironment) start.Environment[name] = value;
        try
        {
            return new TreeProcess(spec, Process.Start(start) ?? throw new InvalidOperationException("no process was started"));
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException)
        {
            throw Failed(spec, e.Message, e);
        }
    }

    private static ProcessStartException Failed(ProcessSpec spec, string why, Exception? inner) =>
        new(spec.Server, $"{spec.Command}: {why}. Install it, or give command its full path", inner);
}
