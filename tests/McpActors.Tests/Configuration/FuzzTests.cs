namespace McpActors.Tests.Configuration;

/// <summary>
/// Texts with random errors: each is read, or refused with a message. A failure names its seed; MCPACTORS_FUZZ_SEED
/// sets the first one.
/// </summary>
public sealed class FuzzTests : IDisposable
{
    // Each of the latter must be written and read as a file.
    private const int Texts = 15_000, Files = 5_000;

    private static readonly int First = int.Parse(Environment.GetEnvironmentVariable("MCPACTORS_FUZZ_SEED") ?? "1", CultureInfo.InvariantCulture);

    private static readonly string[] Pieces =
    [
        "{", "}", "[", "]", "\"", "\"\"\"", "\"\"\"\"", "${", "${?", "${?HOME}", "${mcp-actors}", "${mcp-actors.servers}", ",", "=", ":", "+=", ".", "\\", "\\u12", "\\ud800", "\ud800", "\udc00",
        "\0", "\u202e", "\u2028", "\ufeff", "\r\n", "\n", "#", "//", "/*", "null", "true", "1e999", "-1", "99999999999999999999", "0.0000000000000000001", "5s", "24d", "16 EiB", "NaN", "* * * * *",
        "include \"x\"", "mcp-actors", "servers", "server-defaults", "command", "args", "env", "import = [\".mcp.json\"]", "mcpServers", "${env:X}", "${X:-y}", "${input:x}", "𝕏🚀",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcp-actors-fuzz-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void HOCON_is_read_or_refused_whatever_is_wrong_with_it()
    {
        string[] seeds =
        [
            .. ((string[])["host.conf", "npx.conf", "cluster.conf", "redis.conf", "reference.conf"]).Select(name => WithoutComments(File.ReadAllText(Hocon.File(name)))),
            "base { a = 1, b = [1, 2] }\nmcp-actors.servers { x = ${base} { command = ${?HOME}/x, args = ${base.b} [3], env { A = \"b\", C = ${X} } } }",
        ];
        Run(Texts, seeds, text => SettingsReader.Read(ConfigurationFile.Parse(text, "f.conf", Variable), environment: Variable));
    }

    [Fact]
    public void An_imported_file_is_read_or_refused_whatever_is_wrong_with_it()
    {
        string[] seeds =
        [
            """{ "mcpServers": { "files": { "command": "npx", "args": ["-y", "${PACKAGE:-x}", "${HOME}"], "env": { "TOKEN": "${env:TOKEN}" }, "cwd": "." } } }""",
            """{ /* VS Code */ "servers": { "a": { "type": "stdio", "command": "x", }, "b": { "type": "http", "url": "https://x" } }, "inputs": [] }""",
            """{ "mcpServers": { "a": { "command": "x", "disabled": true, "envFile": ".env" }, "a": { "command": "y", "timeout": 5e3, "alwaysAllow": [null, false] } } }""",
        ];
        var file = Path.Combine(_folder.FullName, ".mcp.json");
        var import = ConfigurationFile.Parse($"mcp-actors.import = [\"{file}\"]", "f.conf", Variable);
        Run(Files, seeds, text =>
        {
            File.WriteAllBytes(file, Encoding.UTF8.GetBytes(text));
            SettingsReader.Read(import, environment: Variable);
        });
    }

    private static void Run(int inputs, string[] seeds, Action<string> read)
    {
        var refused = 0;
        for (var seed = First; seed < First + inputs; seed++)
        {
            var text = Mutate(seeds, new Random(seed));
            try
            {
                read(text);
            }
            catch (McpConfigurationException e)
            {
                refused++;
                Assert.DoesNotContain("\u202e", e.Message, StringComparison.Ordinal);
            }
            catch (Exception e)
            {
                Assert.Fail($"MCPACTORS_FUZZ_SEED={seed}: {e}\n{text}");
            }
        }
        // Otherwise the mutations are too mild or too wild.
        Assert.InRange(refused, inputs / 4, inputs - 1);
    }

    private static string Mutate(string[] seeds, Random random)
    {
        var text = new StringBuilder(seeds[random.Next(seeds.Length)]);
        for (var times = random.Next(1, 6); times > 0 && text.Length > 0; times--)
        {
            var at = random.Next(text.Length);
            var length = Math.Min(random.Next(1, 40), text.Length - at);
            switch (random.Next(7))
            {
                case 0: text.Length = at; break;
                case 1: text.Remove(at, length); break;
                case 2: text.Insert(random.Next(text.Length), text.ToString(at, length)); break;
                case 3: text[at] = (char)random.Next(random.Next(2) == 0 ? 0x80 : 0x10000); break;
                case 4: text.Remove(at, 1).Insert(at, Pieces[random.Next(Pieces.Length)]); break;
                case 5: text.Insert(at, string.Concat(Enumerable.Repeat(Pieces[random.Next(Pieces.Length)], random.Next(1, 80)))); break;
                default:
                    var other = seeds[random.Next(seeds.Length)];
                    var from = random.Next(other.Length);
                    text.Insert(at, other.AsSpan(from, Math.Min(random.Next(200), other.Length - from)));
                    break;
            }
        }
        return text.ToString();
    }

    // Errors in comments have no effect.
    private static string WithoutComments(string text) =>
        string.Join('\n', text.Split('\n').Where(line => !line.TrimStart().StartsWith('#')));

    private static string? Variable(string name) => name switch
    {
        "HOME" => "/home/me",
        "X" => "x\u202ey",
        _ => null,
    };
}
