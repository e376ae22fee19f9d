namespace McpActors.Adversary.Mcp;

/// <summary>
/// A folder with a file for each call, which names its receivers: the process and a child of it. A call that comes to a
/// second process before the first is extinct leaves a file <c>CALL.overlap</c>.
/// </summary>
internal sealed class Receipts
{
    private readonly string _folder;
    private readonly string _us;

    public Receipts(string folder)
    {
        _folder = folder;
        using var child = Process.Start("/bin/sleep", "50");
        _us = $"{Life(Environment.ProcessId)}\n{Life(child.Id)}\n";
    }

    public void Take(string call)
    {
        var file = Path.Combine(_folder, call);
        try
        {
            using var receipt = new StreamWriter(new FileStream(file, FileMode.CreateNew));
            receipt.Write(_us);
        }
        catch (IOException)
        {
            var others = File.ReadAllLines(file).Where(life => !_us.Contains(life, StringComparison.Ordinal));
            var alive = others.Where(life => Life(int.Parse(life.Split(' ')[0], CultureInfo.InvariantCulture)) == life).ToList();
            if (alive.Count > 0) File.AppendAllLines(file + ".overlap", alive);
            File.AppendAllText(file, _us);
        }
    }

    // The pid and the time of the start: pids are used again.
    private static string? Life(int pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            return $"{pid} {stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19]}";
        }
        catch (IOException)
        {
            return null;
        }
    }
}
