using System.Reflection;
using System.Runtime.InteropServices;

namespace Sockets.Transport.ZeroMq.Internal.Wire.Curve;

/// <summary>
/// The functions of libsodium that CURVE needs, by their own names. The library is loaded when CURVE is first set up, and not
/// at all when it never is: whoever makes a key or a mechanism calls <see cref="Require"/> first.
/// </summary>
internal static partial class Sodium
{
    public const int KeyLength = 32;
    public const int NonceLength = 24;
    public const int TagLength = 16;

    private const string Name = "libsodium";

    private static readonly Lock s_gate = new();
    private static bool s_isReady;

    /// <summary>Loads the library.</summary>
    /// <exception cref="DllNotFoundException">It is not installed; the text says how to install it.</exception>
    public static void Require()
    {
        if (Volatile.Read(ref s_isReady))
        {
            return;
        }

        lock (s_gate)
        {
            if (s_isReady)
            {
                return;
            }

            nint library = SodiumLibrary.Load(SodiumLibrary.TryLoad);
            NativeLibrary.SetDllImportResolver(
                Assembly.GetExecutingAssembly(), (name, _, _) => string.Equals(name, Name, StringComparison.Ordinal) ? library : 0);
            if (Initialize() < 0)
            {
                throw new DllNotFoundException("libsodium is there, but says that it cannot be used (sodium_init).");
            }

            Volatile.Write(ref s_isReady, true);
        }
    }

    /// <summary>The public key of a secret one.</summary>
    [LibraryImport(Name, EntryPoint = "crypto_scalarmult_base")]
    public static partial int PublicKeyOf(Span<byte> publicKey, ReadOnlySpan<byte> secretKey);

    /// <summary>The key that both owners of two key pairs come to; below 0 for a public key that none can have.</summary>
    [LibraryImport(Name, EntryPoint = "crypto_box_beforenm")]
    public static partial int Agree(Span<byte> key, ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> secretKey);

    /// <summary>Encrypts, in place if both are the same memory.</summary>
    [LibraryImport(Name, EntryPoint = "crypto_secretbox_detached")]
    public static partial int Seal(
        Span<byte> cipher, Span<byte> tag, ReadOnlySpan<byte> text, ulong length, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key);

    /// <summary>Decrypts, in place if both are the same memory; below 0, and nothing is written, when the tag is not right.</summary>
    [LibraryImport(Name, EntryPoint = "crypto_secretbox_open_detached")]
    public static partial int Open(
        Span<byte> text, ReadOnlySpan<byte> cipher, ReadOnlySpan<byte> tag, ulong length, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> key);

    [LibraryImport(Name, EntryPoint = "sodium_init")]
    private static partial int Initialize();
}
