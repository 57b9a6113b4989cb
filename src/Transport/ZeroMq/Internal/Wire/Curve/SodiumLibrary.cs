using System.Reflection;
using System.Runtime.InteropServices;

namespace Sockets.Transport.ZeroMq.Internal.Wire.Curve;

/// <summary>Finds libsodium under the names it has on the systems this runs on.</summary>
internal static class SodiumLibrary
{
    private static readonly string[] s_names =
        ["libsodium.so.23", "libsodium.so.26", "libsodium.so", "libsodium.dylib", "libsodium.dll"];

    /// <summary>Loads one name; 0 when there is none of that name.</summary>
    public static nint TryLoad(string name) =>
        NativeLibrary.TryLoad(name, Assembly.GetExecutingAssembly(), searchPath: null, out nint library) ? library : 0;

    /// <summary>Loads the first that is there.</summary>
    /// <param name="tryLoad">Loads one name; 0 when there is none.</param>
    /// <exception cref="DllNotFoundException">None is there.</exception>
    public static nint Load(Func<string, nint> tryLoad)
    {
        foreach (string name in s_names)
        {
            if (tryLoad(name) is not 0 and nint library)
            {
                return library;
            }
        }

        throw new DllNotFoundException(
            $"CURVE needs the library libsodium, which was not found (tried {string.Join(", ", s_names)}). Install it: "
            + "on Debian and Ubuntu the package libsodium23, on Fedora and Alpine libsodium, on macOS with brew install libsodium; "
            + "on Windows put libsodium.dll beside the program.");
    }
}
