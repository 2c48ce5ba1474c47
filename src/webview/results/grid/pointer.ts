/** Follows a pressed pointer until it is let go; near an edge it goes on by itself so that a drag scrolls. */
export function followPointer(start: PointerEvent, onMove: (clientX: number, clientY: number) => void): void {
  let x = start.clientX;
  let y = start.clientY;
  let moved = false;
  const timer = setInterval(() => {
    if (moved && outside(x, y)) onMove(x, y);
  }, 50);
  const move = (event: PointerEvent): void => {
    x = event.clientX;
    y = event.clientY;
    moved ||= Math.abs(x - start.clientX) + Math.abs(y - start.clientY) > 3;
    if (moved) onMove(x, y);
  };
  const stop = (): void => {
    clearInterval(timer);
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', stop);
    removeEventListener('pointercancel', stop);
    removeEventListener('blur', stop);
  };
  addEventListener('pointermove', move);
  addEventListener('pointerup', stop);
  addEventListener('pointercancel', stop);
  addEventListener('blur', stop);
}

const outside = (x: number, y: number): boolean => x < 0 || y < 0 || x > innerWidth || y > innerHeight;
